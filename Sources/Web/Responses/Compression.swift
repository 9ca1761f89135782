internal import CZlib
internal import HTTPTypes

/// Answers in gzip (RFC 9110 section 8.4.1.3) for the clients that take it: text of a kilobyte and more.
///
/// The length of a compressed answer tells whoever reads the line which guesses of theirs repeat what stands in it. Form tokens are masked anew
/// in each answer, and what another site made the browser ask for is sent as it is.
enum Compression {
    private static let shortest = 1024
    private static let types: Set<String> = [
        "text/html", "text/css", "text/javascript", "text/csv", "text/plain", "image/svg+xml", "application/json",
        "application/problem+json",
    ]
    /// Level 4 of zlib: a page of 60 KB in half a millisecond, and a tenth longer than at the default level.
    private static let level: Int32 = 4
    /// The largest window, and 16 for the form of gzip.
    private static let windowBits: Int32 = 15 + 16
    private static let memoryLevel: Int32 = 8

    static func apply(to response: inout WebResponse, for request: WebRequest) {
        let type = response.headers[.contentType]?.prefix { $0 != ";" } ?? ""
        guard types.contains(String(type)), response.headers[.contentEncoding] == nil else { return }
        let varies = response.headers[.vary].map { $0 + ", " } ?? ""
        response.headers[.vary] = varies + "Accept-Encoding"
        guard response.body.count >= shortest, accepts(request.headers[values: .acceptEncoding]), !isForeign(request),
            let body = gzip(response.body)
        else { return }
        response.body = body
        response.headers[.contentEncoding] = "gzip"
    }

    private static func isForeign(_ request: WebRequest) -> Bool {
        request.headers[.known("Sec-Fetch-Site")].map { $0 == "cross-site" || $0 == "same-site" } ?? false
    }

    /// Whether the client named gzip, without a weight of zero.
    static func accepts(_ values: [String]) -> Bool {
        values.flatMap { $0.split(separator: ",") }.contains { coding in
            let parts = coding.lowercased().filter { !$0.isWhitespace }.split(separator: ";")
            guard parts.first == "gzip" || parts.first == "x-gzip" else { return false }
            return parts.dropFirst().allSatisfy { part in !part.hasPrefix("q=") || (Double(part.dropFirst(2)) ?? 0) > 0 }
        }
    }

    /// nil if zlib cannot get its memory: the answer then goes out as it is.
    static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard deflateInit2_(&stream, level, Z_DEFLATED, windowBits, memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
            return nil
        }
        defer { deflateEnd(&stream) }
        var input = bytes
        return input.withUnsafeMutableBufferPointer { source in
            let limit = Int(deflateBound(&stream, UInt(source.count)))
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(source.count)
            var isWhole = false
            let output = [UInt8](unsafeUninitializedCapacity: limit) { target, count in
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(limit)
                isWhole = deflate(&stream, Z_FINISH) == Z_STREAM_END
                count = limit - Int(stream.avail_out)
            }
            return isWhole ? output : nil
        }
    }
}

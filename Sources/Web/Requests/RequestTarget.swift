internal import Core

/// The path and query of a request line, read strictly: anything that two programs could read differently is refused (threat 8).
struct RequestTarget: Sendable {
    /// The path's segments, percent-decoded. `/` has none.
    var segments: [String]
    /// The path as received, without the query.
    var path: String
    var query: Values

    /// In bytes. An authorization request with a state of 2,048 bytes, escaped twice on its way through the sign-in, is 11 KB long.
    private static let longest = 16_384

    enum Failure: Error { case malformed, strange }

    /// Throws `malformed` (400) if this is not a path and query, `strange` (404) for dot segments, empty segments, encoded slashes and `;`.
    init(_ target: String) throws(Failure) {
        let bytes = Array(target.utf8)
        guard bytes.first == UInt8(ascii: "/"), bytes.count <= Self.longest,
            bytes.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "#") })
        else { throw .malformed }
        let mark = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        path = String(decoding: bytes[..<mark], as: UTF8.self)
        segments = []
        if mark > 1 {
            for part in bytes[1..<mark].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
                guard let text = PercentCoding.decode(part, plusIsSpace: false) else { throw .malformed }
                guard !text.isEmpty, text != ".", text != "..",
                    !text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 || $0 == "/" || $0 == "\\" || $0 == ";" })
                else { throw .strange }
                segments.append(text)
            }
        }
        do { query = mark < bytes.endIndex ? try Values(formEncoded: bytes[(mark + 1)...], limit: 100) : Values() } catch {
            throw .malformed
        }
    }
}

import CZlib
import HTTPTypes
import Testing
import Web

@Suite("Compressed answers")
struct CompressionTests {
    private let page = "/long?type=text/html%3B%20charset%3Dutf-8"

    @Test("A long page goes out in gzip to whoever takes it, and is the same page")
    func whole() async throws {
        let site = TestSite.website()
        let plain = await site.get(page)
        let answer = await site.get(page, [.acceptEncoding: "br, gzip;q=0.5"])
        #expect(plain.headers[.contentEncoding] == nil)
        #expect(answer.headers[.contentEncoding] == "gzip")
        #expect(answer.body.count < plain.body.count / 4)
        #expect(try Self.gunzip(answer.body) == plain.body)
        #expect(plain.headers[.vary] == "Accept-Encoding" && answer.headers[.vary] == "Accept-Encoding")
        let head = await site.answer(.init(.head, page, headers: [.acceptEncoding: "gzip"]))
        #expect(head.headers[.contentLength] == String(answer.body.count) && head.body.isEmpty)
    }

    @Test("Whoever did not ask for gzip gets the page as it is", arguments: ["", "identity", "gzip;q=0", "gzip; q=0.000", "br", "*;q=0"])
    func refused(coding: String) async {
        let answer = await TestSite.website().get(page, [.acceptEncoding: coding])
        #expect(answer.headers[.contentEncoding] == nil && answer.text.hasPrefix("All work"))
    }

    @Test(
        "What another site made the browser ask for is not compressed, so that lengths tell it nothing",
        arguments: ["cross-site", "same-site"])
    func foreign(site: String) async {
        let from: HTTPFields = [.acceptEncoding: "gzip", .known("Sec-Fetch-Site"): site]
        #expect(await TestSite.website().get(page, from).headers[.contentEncoding] == nil)
        let own: HTTPFields = [.acceptEncoding: "gzip", .known("Sec-Fetch-Site"): "same-origin"]
        #expect(await TestSite.website().get(page, own).headers[.contentEncoding] == "gzip")
    }

    @Test("Short answers and pictures that are compressed already stay as they are")
    func short() async {
        let site = TestSite.website()
        #expect(await site.get("/", [.acceptEncoding: "gzip"]).headers[.contentEncoding] == nil)
        let picture = await site.get("/long?type=image/png", [.acceptEncoding: "gzip"])
        #expect(picture.headers[.contentEncoding] == nil && picture.headers[.vary] == nil)
    }

    private struct Damaged: Error {}

    private static func gunzip(_ bytes: [UInt8]) throws -> [UInt8] {
        var stream = z_stream()
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { throw Damaged() }
        defer { inflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: 100_000)
        let length = try input.withUnsafeMutableBufferPointer { source in
            try output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                guard inflate(&stream, Z_FINISH) == Z_STREAM_END else { throw Damaged() }
                return target.count - Int(stream.avail_out)
            }
        }
        return Array(output.prefix(length))
    }
}

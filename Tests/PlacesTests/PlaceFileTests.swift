import Foundation
import Places
import TestSupport
import Testing

@Suite("Places of addresses") struct PlaceFileTests {
    private func opened(_ bytes: [UInt8]) throws -> PlaceFile? {
        let folder = try TestDatabase.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "places.mmdb")
        try Data(bytes).write(to: path)
        return PlaceFile(path: path.path)
    }

    @Test("An address in the file has its city and country, in the reader's language where the file has it, else in English")
    func names() throws {
        var written = PlaceFileWriter()
        written.add("81.2.69.0/24", ["city": ["en": "Gothenburg", "sv": "Göteborg"], "country": ["en": "Sweden"]])
        written.add("198.51.100.0/25", ["country": ["en": "Norway", "de": "Norwegen"]])
        written.add("203.0.113.0/24", ["continent": ["en": "Europe"]])
        let file = try #require(try opened(written.bytes))
        #expect(file.place(of: "81.2.69.160", in: "sv") == "Göteborg, Sweden")
        #expect(file.place(of: "81.2.69.160", in: "en") == "Gothenburg, Sweden")
        #expect(file.place(of: "198.51.100.127", in: "sv") == "Norway")
        for unknown in ["198.51.100.128", "203.0.113.1", "10.0.0.1", "2001:db8::1", "", "not an address"] {
            #expect(file.place(of: unknown, in: "en") == nil, "\(unknown)")
        }
    }

    @Test("What is no such file is not opened")
    func others() throws {
        #expect(PlaceFile(path: "/no/such/file.mmdb") == nil)
        #expect(try opened([]) == nil)
        #expect(try opened(Array("name,city\n".utf8)) == nil)
    }
}

import DNS
import TestSupport
import Testing

@Suite("TXT records")
struct TextRecordTests {
    private let server: NameServer
    private let records: TextRecords

    init() throws {
        server = try NameServer()
        records = TextRecords(servers: server.address)
    }

    @Test("the records of that very name are found, each put together from its strings")
    func found() async throws {
        server.publish([["one"], ["two ", "parts"]], at: "acme.example")
        #expect(try await records.texts(of: "acme.example") == ["one", "two parts"])
        #expect(server.asked == ["acme.example"])
    }

    @Test("a name without records, and one that does not exist, have none")
    func none() async throws {
        server.publish([], at: "empty.example")
        #expect(try await records.texts(of: "empty.example").isEmpty)
        #expect(try await records.texts(of: "nowhere.example").isEmpty)
    }

    @Test("a server that fails says nothing about the name")
    func failing() async throws {
        server.publish([["one"]], at: "acme.example")
        server.fail(true)
        await #expect(throws: DNSFailure.self) { try await records.texts(of: "acme.example") }
    }

    @Test("no server at all is a failure too")
    func silent() async throws {
        let nobody = TextRecords(servers: "127.0.0.1:\(try ReservedPort().number)")
        await #expect(throws: DNSFailure.self) { try await nobody.texts(of: "acme.example") }
    }
}

import Core
import Testing
import Web

@Suite("Limits on a socket", .timeLimit(.minutes(5))) struct SocketTests {
    @Test("Headers beyond the limits, a body that is too long, too slow or of no known coding, and an idle connection are cut off")
    func limits() async throws {
        let website = TestSite.website()
        try await website.served { (port: Int) async throws -> Void in
            func answer(_ request: String) async throws -> String {
                let connection = try RawConnection(to: port)
                await connection.send(request)
                return String(await connection.received(until: "\r\n\r\n").prefix { $0 != "\r\n" })
            }
            let things = "POST /api/v1/things HTTP/1.1\r\nHost: localhost:8080\r\nContent-Type: application/json\r\n"
            for coding in ["xchunked", "chunked, identity", "gzip", "identity, xchunked"] {
                #expect(try await answer(things + "Transfer-Encoding: \(coding)\r\n\r\n{}").hasPrefix("HTTP/1.1 400"), "\(coding)")
            }
            #expect(try await answer(things + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").hasPrefix("HTTP/1.1 400"))
            #expect(try await answer(things + "Content-Length: x\r\n\r\n{}").hasPrefix("HTTP/1.1 400"))
            #expect(try await answer(things + "Content-Length: 1001\r\n\r\n").hasPrefix("HTTP/1.1 413"))
            let many = (0..<100).map { "X-\($0): y\r\n" }.joined()
            #expect(try await answer("GET / HTTP/1.1\r\nHost: localhost:8080\r\n\(many)\r\n").hasPrefix("HTTP/1.1 4"))
            let long = String(repeating: "y", count: 40_000)
            #expect(try await answer("GET / HTTP/1.1\r\nHost: localhost:8080\r\nX: \(long)\r\n\r\n").hasPrefix("HTTP/1.1 4"))
        }
        let impatient = TestSite.website { $0.idleTime = .seconds(1) }
        try await impatient.served { port in
            let idle = try RawConnection(to: port)
            await idle.send("GET / HTTP/1.1\r\nHost: loc")
            #expect(await idle.received().isEmpty, "closed without an answer")
        }
        let hasty = TestSite.website { $0.bodyTime = .zero }
        try await hasty.served { port in
            let slow = try RawConnection(to: port)
            await slow.send("POST /api/v1/things HTTP/1.1\r\nHost: localhost:8080\r\nContent-Length: 900\r\n\r\nx")
            #expect(await slow.received(until: "\r\n\r\n").hasPrefix("HTTP/1.1 408"))
        }
    }
}

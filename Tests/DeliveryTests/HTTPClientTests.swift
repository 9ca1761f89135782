import Delivery
import Testing

@Suite struct HTTPClientTests {
    @Test("A request arrives with its method, headers and body, and its answer comes back whole")
    func exchange() async throws {
        let server = try LocalServer.http { request, headers, body in
            let echo = request + "|" + (headers.first { $0.hasPrefix("X-Test") } ?? "") + "|" + body
            return LocalServer.response("201 Created", echo, "X-Answer: yes\r\n")
        }
        defer { server.stop() }
        let client = CurlHTTPClient(reach: .publicAndLoopback)
        let answer = try await client.send(
            OutgoingRequest("PATCH", "http://127.0.0.1:\(server.port)/a?b=c", headers: [("X-Test", "1")], body: Array("{}".utf8)))
        #expect(answer.status == 201)
        #expect(answer.header("x-answer") == "yes")
        #expect(String(decoding: answer.body, as: UTF8.self) == "PATCH /a?b=c HTTP/1.1|X-Test: 1|{}")
        let empty = try await client.send(OutgoingRequest("DELETE", "http://127.0.0.1:\(server.port)/a"))
        #expect(String(decoding: empty.body, as: UTF8.self) == "DELETE /a HTTP/1.1||")
    }

    @Test("Connections are used again, by one caller after another and by several at once")
    func reuse() async throws {
        let server = try LocalServer.http { _, _, _ in LocalServer.response("200 OK", "ok") }
        defer { server.stop() }
        let client = CurlHTTPClient(reach: .publicAndLoopback, threads: 4)
        let url = "http://127.0.0.1:\(server.port)/"
        for _ in 0..<20 { _ = try await client.send(OutgoingRequest("GET", url)) }
        // One, if nothing stands still for so long that it counts as idle.
        #expect(server.connectionCount < 10)
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<64 { group.addTask { try await client.send(OutgoingRequest("GET", url)).status } }
            return try await group.reduce(into: 0) { $0 += $1 == 200 ? 1 : 0 }
        }
        #expect(count == 64)
        #expect(server.connectionCount < 32)
    }

    @Test("What is posted over a kept connection that the server has just closed arrives whole, over another one")
    func closedMeanwhile() async throws {
        let server = try LocalServer { server, connection in
            var answered = 0
            while server.line(from: connection) != nil {
                while let header = server.line(from: connection), !header.isEmpty {}
                let body = server.bytes(3, from: connection)
                // The first connection ends in the middle of its second request.
                if server.connectionCount == 1, answered == 1 { return }
                server.send(LocalServer.response("200 OK", body), to: connection)
                answered += 1
            }
        }
        defer { server.stop() }
        let client = CurlHTTPClient(reach: .publicAndLoopback, threads: 1)
        for body in ["one", "two"] {
            let answer = try await client.send(OutgoingRequest("POST", "http://127.0.0.1:\(server.port)/", body: Array(body.utf8)))
            #expect(String(decoding: answer.body, as: UTF8.self) == body)
        }
        #expect(server.connectionCount == 2)
    }

    @Test("Addresses inside are not reached, whatever name leads there")
    func inside() async throws {
        let server = try LocalServer.http { _, _, _ in LocalServer.response("200 OK", "secret") }
        defer { server.stop() }
        let client = CurlHTTPClient(reach: .publicOnly)
        for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0"] {
            await #expect(throws: OutgoingHTTPError.self, "\(host)") {
                try await client.send(OutgoingRequest("GET", "http://\(host):\(server.port)/"))
            }
        }
        #expect(server.connectionCount == 0)
    }

    @Test("Private, reserved and translated networks are inside; the rest is not")
    func networks() {
        let inside: [[UInt8]] = [
            [10, 0, 0, 1], [172, 16, 0, 1], [172, 31, 255, 1], [192, 168, 1, 1], [169, 254, 169, 254], [100, 64, 0, 1], [0, 0, 0, 0],
            [224, 0, 0, 1], [255, 255, 255, 255], [0xfd] + Array(repeating: 0, count: 15), [0xfe, 0x80] + Array(repeating: 1, count: 14),
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1], [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 1],
            [0x20, 0x02, 10, 0, 0, 1] + Array(repeating: 0, count: 10), Array(repeating: 0, count: 16),
        ]
        for address in inside { #expect(!ReachableAddresses.publicAndLoopback.allows(address), "\(address)") }
        for address in [[8, 8, 8, 8], [172, 32, 0, 1], [0x2a, 0x00, 0x14, 0x50] + Array(repeating: 1, count: 12)] as [[UInt8]] {
            #expect(ReachableAddresses.publicOnly.allows(address), "\(address)")
        }
        #expect(!ReachableAddresses.publicOnly.allows([127, 0, 0, 1]))
        #expect(ReachableAddresses.publicAndLoopback.allows([127, 0, 0, 1]))
    }

    @Test("No redirect is followed, no other scheme is spoken, no value starts a header")
    func strictness() async throws {
        let server = try LocalServer.http { _, _, _ in LocalServer.response("302 Found", "", "Location: file:///etc/passwd\r\n") }
        defer { server.stop() }
        let client = CurlHTTPClient(reach: .publicAndLoopback)
        let url = "http://127.0.0.1:\(server.port)/"
        #expect(try await client.send(OutgoingRequest("GET", url)).status == 302)
        let bad = [
            OutgoingRequest("GET", "file:///etc/passwd"), OutgoingRequest("GET", url + " HTTP/1.1\r\nX: y"),
            OutgoingRequest("GET", url, headers: [("X", "a\r\nY: b")]), OutgoingRequest("GET", url, headers: [("X: a\r\nY", "b")]),
            OutgoingRequest("GET / HTTP/1.1\r\n", url),
        ]
        for request in bad { await #expect(throws: OutgoingHTTPError.badRequest) { try await client.send(request) } }
    }

    @Test("An answer that is too long or too late is cut off")
    func limits() async throws {
        let server = try LocalServer { server, connection in
            let request = server.line(from: connection) ?? ""
            while let line = server.line(from: connection), !line.isEmpty {}
            if request.contains("long") {
                server.send(LocalServer.response("200 OK", String(repeating: "x", count: 5000)), to: connection)
            } else {
                _ = server.line(from: connection)
            }
        }
        defer { server.stop() }
        let client = CurlHTTPClient(reach: .publicAndLoopback)
        let url = "http://127.0.0.1:\(server.port)/"
        await #expect(throws: OutgoingHTTPError.answerTooLong) {
            try await client.send(OutgoingRequest("GET", url + "long", maximumAnswer: 1000))
        }
        await #expect(throws: OutgoingHTTPError.timedOut) {
            try await client.send(OutgoingRequest("GET", url + "late", timeout: .milliseconds(100)))
        }
    }
}

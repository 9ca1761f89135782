import Core
import Language
import Synchronization
import Testing
import Web

@Suite("A client that leaves", .timeLimit(.minutes(5))) struct DepartureTests {
    @Test("What a form's handler waits for ends when its client closes the connection (threat 18)")
    func leaving() async throws {
        try await Self.waiting { site, connection in
            #expect(site.state.withLock { $0.ended } == 0)
            connection.leave()
            while site.state.withLock({ $0.ended }) == 0, !Task.isCancelled { await Task.yield() }
            #expect(site.state.withLock { $0.ended } == 1)
        }
    }

    @Test("Whoever closes one side of the connection while a form is worked on gets no answer, and so no time of one (threat 13)")
    func halfClosing() async throws {
        try await Self.waiting { site, connection in
            connection.finish()
            #expect(await connection.received().isEmpty)
        }
    }

    @Test("After a form the connection stays, and the next request on it is answered")
    func keptAlive() async throws {
        let website = TestSite.website()
        let page = await website.get("/form")
        let form = "_token=\(try #require(page.formToken))&name=Ada"
        try await website.served { port in
            let connection = try RawConnection(to: port)
            for _ in 0..<3 {
                await connection.send(Self.post(form, page.cookieHeader))
                #expect(await connection.received(until: "\r\n\r\n").hasPrefix("HTTP/1.1 303"))
            }
            await connection.send("GET /where HTTP/1.1\r\nHost: localhost:8080\r\nConnection: close\r\n\r\n")
            #expect(await connection.received().hasSuffix("http://localhost:8080/link"))
        }
    }

    /// Runs the body while a form's handler waits for the client of the connection.
    private static func waiting(_ body: (WaitingSite, RawConnection) async throws -> Void) async throws {
        let site = WaitingSite()
        let website = site.website()
        let page = await website.get("/form")
        let form = "_token=\(try #require(page.formToken))"
        try await website.served { port in
            let connection = try RawConnection(to: port)
            await connection.send(Self.post(form, page.cookieHeader))
            while site.state.withLock({ $0.begun }) == 0, !Task.isCancelled { await Task.yield() }
            try await body(site, connection)
        }
    }

    private static func post(_ form: String, _ cookie: String) -> String {
        """
        POST /form HTTP/1.1\r\nHost: localhost:8080\r\nCookie: \(cookie)\r\n\
        Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(form.utf8.count)\r\n\r\n\(form)
        """
    }
}

/// A site whose form waits for an hour.
private final class WaitingSite: RouteSite {
    let state = Mutex((begun: 0, ended: 0))

    func website() -> Website {
        let routes = Routes<WaitingSite>()
        routes.get(Path("/form"), as: Anyone.self) { _, request, _ in
            .page(
                ColumnPage("A form", brand: .id, request: request, content: Form(Path("/form"), request, content: Button("Send").html).html)
            )
        }
        routes.post(Path("/form"), as: Anyone.self) { _, _, site in
            site.state.withLock { $0.begun += 1 }
            defer { site.state.withLock { $0.ended += 1 } }
            try await Task.sleep(for: .seconds(3600))
            return .text("done")
        }
        return Website(routes.bound(to: self), TestSite.settings(testAddress))
    }
}

import Core
import Foundation
import Glibc
import Hummingbird
import Synchronization
import Testing
import Web

@Suite("A client that leaves") struct DepartureTests {
    @Test("What a form's handler waits for ends when its client closes the connection (threat 18)", .timeLimit(.minutes(1)))
    func leaving() async throws {
        let site = WaitingSite()
        let website = site.website()
        let page = await website.get("/form")
        let form = "_token=\(try #require(page.formToken))"
        let listening = Mutex<Int?>(nil)
        let serving = Task {
            try await website.server(host: "127.0.0.1", port: 0, running: { port in listening.withLock { $0 = port } }).run()
        }
        defer { serving.cancel() }
        while listening.withLock({ $0 }) == nil { await Task.yield() }
        let port = try #require(listening.withLock { $0 })
        let connection = try Self.connected(to: port)
        let request = """
            POST /form HTTP/1.1\r\nHost: localhost:8080\r\nCookie: \(page.cookieHeader)\r\n\
            Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(form.utf8.count)\r\n\r\n\(form)
            """
        #expect(write(connection, request, request.utf8.count) == request.utf8.count)
        while site.state.withLock({ $0.begun }) == 0 { await Task.yield() }
        #expect(site.state.withLock { $0.ended } == 0)
        close(connection)
        while site.state.withLock({ $0.ended }) == 0 { await Task.yield() }
        #expect(site.state.withLock { $0.begun } == 1)
    }

    private static func connected(to port: Int) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = UInt16(port).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw POSIXError(.ECONNREFUSED) }
        return descriptor
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

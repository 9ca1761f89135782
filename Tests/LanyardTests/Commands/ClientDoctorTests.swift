import Audit
import Core
import Delivery
import JOSE
import OpenID
import SQL
import Synchronization
import TestSupport
import Testing

@testable import Lanyard

@Suite("The doctor of a client", .onEveryDatabase)
struct ClientDoctorTests {
    /// Answers as the address says: …/404 with 404, …/down not at all.
    private struct Internet: HTTPClient {
        func send(_ request: OutgoingRequest) async throws -> OutgoingResponse {
            if request.url.hasSuffix("/down") { throw OutgoingHTTPError.unreachable(detail: "connection refused") }
            return OutgoingResponse(status: Int(request.url.suffix(3)) ?? 200)
        }
    }

    private func examined(_ server: RunningServer, _ registration: ClientRegistration) async throws -> (Client, [Finding]) {
        let now = server.clock.now()
        let made = try registration.client(at: now)
        try await server.installation.database.write { try $0.add(made.client, by: .operatorCommand, at: now) }
        let examination = ClientExamination(client: made.client, installation: server.installation, http: Internet())
        return (made.client, try await examination.findings())
    }

    @Test("Addresses that answer are good, others doubtful with what to look at; an application on the person's device is not opened")
    func addresses() async throws {
        try await RunningServer.with { server in
            var registration = ClientRegistration.relyingParty(
                "Shop", redirectURIs: ["https://shop.example/callback", "https://shop.example/404", "https://shop.example/down"])
            registration.backchannelLogoutURI = "https://shop.example/500"
            let (_, found) = try await examined(server, registration)
            #expect(found.filter { $0.what == "redirect" }.map(\.state) == [.good, .doubtful, .doubtful], "\(found)")
            #expect(found.first { $0.what == "logout" }?.sentence.contains("answers 500") == true, "\(found)")
            #expect(found.first { $0.what == "scopes" }?.sentence.contains("Nobody has signed in") == true, "\(found)")
            #expect(found.last?.sentence.contains("refused nothing") == true, "\(found)")
            var native = ClientRegistration.relyingParty("Tool", redirectURIs: ["com.example.tool:/callback", "http://localhost/down"])
            native.kind = .public
            native.idTokenAlgorithm = .edDSA
            let (_, ofNative) = try await examined(server, native)
            #expect(ofNative.filter { $0.what == "redirect" }.map(\.state) == [.good, .good], "\(ofNative)")
            #expect(ofNative.first { $0.what == "algorithm" }?.state == .doubtful, "\(ofNative)")
        }
    }

    @Test("Logout tokens that were given up are told with the last reason, and an address that is never reached with the setting")
    func logouts() async throws {
        try await RunningServer.with { server in
            var registration = ClientRegistration.relyingParty("Shop", redirectURIs: ["https://shop.example/callback"])
            registration.backchannelLogoutURI = "https://shop.example/200"
            let (client, _) = try await examined(server, registration)
            let now = server.clock.now()
            let person = try await server.installation.addPerson(#require(EmailAddress("doc@shop.example")), name: "Doc", password: nil)
            func sentence(_ state: String, _ error: String, at time: Timestamp) async throws -> Finding {
                try await server.installation.database.write { tx in
                    try tx.run(
                        """
                        INSERT INTO logout_deliveries
                            (id, client_id, person_id, session_id, created_at, next_try_at, tries, state, last_error)
                        VALUES (\(DeliveryID(at: time)), \(client.id), \(person), \(SessionID(at: now)), \(now), \(now), 4, \(state), \(error))
                        """)
                }
                let examination = ClientExamination(client: client, installation: server.installation, http: Internet())
                return try #require(try await examination.findings().first { $0.what == "logout" })
            }
            let failed = try await sentence("failed", "status 503", at: now)
            #expect(failed.state == .broken, "\(failed)")
            #expect(failed.sentence.contains("0 tokens were taken, 1 given up, 0 wait; last: status 503."), "\(failed)")
            let forbidden = try await sentence("failed", "\(OutgoingHTTPError.forbiddenAddress)", at: now + .seconds(1))
            #expect(forbidden.sentence.contains("2 given up") && forbidden.sentence.contains("logout.reach_loopback"), "\(forbidden)")
        }
    }

    @Test("What it was refused last is there with its remedy; a removed client is broken")
    func refused() async throws {
        try await RunningServer.with { server in
            let (client, _) = try await examined(server, .relyingParty("Shop", redirectURIs: ["https://shop.example/callback"]))
            let page = try await Browser().get(
                server.id + "/oauth/authorize?client_id=\(client.id.text)&redirect_uri=https%3A%2F%2Fshop.example%2Fcallback%2F")
            #expect(page.status == 400 && page.body.contains("/oauth/errors#redirect_uri"), "\(page.body.prefix(500))")
            let explained = try await Browser().get(server.id + "/oauth/errors")
            #expect(explained.status == 200 && explained.body.contains("id=\"redirect_uri\""))
            let again = ClientExamination(client: client, installation: server.installation, http: Internet())
            let found = try await again.findings()
            #expect(found.last?.what == "redirect_uri" && found.last?.sentence.contains("character by character") == true, "\(found)")
            let now = server.clock.now()
            _ = try await server.installation.database.write { try $0.revokeClient(client.id, by: .operatorCommand, at: now) }
            let gone = try await server.installation.client(named: client.id.text)
            let removed = try await ClientExamination(client: gone, installation: server.installation, http: Internet()).findings()
            #expect(removed.map(\.state) == [.broken])
        }
    }
}

import Access
import Contract
import Core
import Delivery
import OpenID
import SQL
import Synchronization
import TestSupport
import Testing
import Web

/// The tests of products do without the ID: its answers are recorded in `Tests/Specification/exchanges.json`.
@Suite("The ID that the tests of products have") struct ContractTests {
    @Test("The real ID answers every request as recorded", .onEveryDatabase)
    func real() async throws {
        try await APIWorld.with { world in
            let id = try await RealID(world)
            var refresh = ""
            for exchange in try Exchange.all() {
                let answer = try await id.answer(exchange, refresh: refresh)
                refresh = answer.json["refresh_token"]?.string ?? refresh
                let text = String(decoding: answer.json.bytes, as: UTF8.self)
                #expect(answer.status == exchange.status, "\(exchange)")
                #expect(answer.json.settled == exchange.answer.settled, "\(exchange) is now answered \(text)")
            }
        }
    }

    @Test("The fake answers every request as recorded")
    func fake() async throws {
        for exchange in try Exchange.all() {
            let isPerson = !["product", "nobody"].contains(exchange.asker)
            let id = try FakeID(TestClock(), role: isPerson ? exchange.asker : "member")
            try id.activate("{key}", project: "prj_checkout")
            try id.activateProgram("{program}")
            id.state.withLock { state in
                state.refusesRefresh = exchange.form?.hasSuffix("unknown") == true
                state.refusesAccess = ["nobody"]
                if exchange.status == 200, exchange.route == "GET /api/v1/me" { state.me = exchange.answer }
            }
            let request = OutgoingRequest(
                exchange.method, FakeID.issuer + exchange.path, headers: [(name: "Authorization", value: exchange.asker)],
                body: exchange.form.map { Array($0.utf8) } ?? exchange.body?.bytes)
            let answer = try await id.send(request)
            #expect(answer.status == exchange.status, "\(exchange)")
            #expect(try (answer.body.isEmpty ? .null : JSON(reading: answer.body)).settled == exchange.answer.settled, "\(exchange)")
        }
    }

    @Test("An answer that the real ID does not give, and a request that is not recorded, fail the test that has them")
    func lies() async throws {
        let id = try FakeID(TestClock())
        func call(_ method: String, _ path: String, _ answer: (Int, JSON)?) async throws {
            id.state.withLock { $0.answers["\(method) \(path)"] = answer }
            _ = try await id.send(OutgoingRequest(method, FakeID.issuer + path))
        }
        let project: JSON = ["id": "prj_1", "name": "Delivery notices", "parent": nil]
        let projects = "/api/v1/accounts/acc_1/projects"
        try await call("GET", projects, (200, ["items": [project], "next": nil]))
        let lies: [(String, String, (Int, JSON)?)] = [
            ("GET", projects, (200, ["items": [["id": "prj_1"]], "next": nil])), ("GET", projects, (200, ["items": [project]])),
            ("GET", projects, (200, ["items": [["id": "prj_1", "name": 1]], "next": nil])),
            ("GET", projects, (201, ["items": [project], "next": nil])), ("GET", projects + "/prj_1", (200, project)),
            ("GET", projects, nil),
        ]
        for (method, path, answer) in lies {
            await withKnownIssue { try await call(method, path, answer) }
        }
    }

    @Test("The fake's tokens have the claims of the real ones", .onEveryDatabase)
    func claims() async throws {
        try await APIWorld.with { world in
            let person = try world.member("member").person
            let code = try await world.code(of: person, scope: "openid profile email", nonce: "n")
            let answer = try await world.tokens(world.product, code: code)
            let fake = try FakeID(world.clock)
            let idToken = try Self.payload(answer["id_token"]?.string)
            #expect(idToken.fits([.object(fake.claims(nonce: "n"))]) && JSON.object(fake.claims(nonce: "n")).fits([idToken]))
            let now = world.clock.now()
            let delivery = try #require(
                try await world.database.read { tx in
                    try tx.first(
                        """
                        SELECT \(DeliveryID(at: now)) AS id, \(world.product.id) AS client_id, '' AS backchannel_logout_uri,
                            s.person_id, s.id AS session_id, 0 AS tries FROM sessions s WHERE s.person_id = \(person)
                        """, as: LogoutDelivery.self)
                })
            let logout = try Self.payload(await world.provider.logoutToken(for: delivery, at: now))
            #expect(logout.fits([.object(fake.logoutClaims())]) && JSON.object(fake.logoutClaims()).fits([logout]))
        }
    }

    private static func payload(_ token: String?) throws -> JSON {
        let parts = try #require(token).split(separator: ".")
        return try JSON(reading: #require(Base64URL.decode(String(parts[1]))))
    }
}

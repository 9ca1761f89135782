import API
import Access
import Audit
import Core
import HTTPTypes
import OpenID
import SQL
import TestSupport
import Testing
import Web

/// The operator's programs register clients, change them, renew their secrets and remove them.
@Suite("Clients by the API", .onEveryDatabase)
struct ClientEndpointTests {
    private let order: JSON = [
        "client_name": "Shop", "redirect_uris": ["https://shop.example/callback"], "scope": "openid email",
        "policy_uri": "https://shop.example/privacy", "logo_uri": "https://shop.example/mark.png",
        "require_pushed_authorization_requests": true,
    ]

    @Test("A client is registered with a secret that works, changed, given a new secret beside the old one, and removed")
    func life() async throws {
        try await APIWorld.with { world in
            let token = try await world.managerToken()
            let made = await world.send(.post, APIPath.clients, token: token, order)
            #expect(made.status == 201, "\(made.text)")
            let id = try #require(made.body["client_id"]?.string.flatMap { ClientID($0) })
            let secret = try #require(made.body["client_secret"]?.string)
            #expect(made.body["token_endpoint_auth_method"] == "client_secret_basic" && made.body["require_pkce"] == true)
            let stored = try #require(try await world.database.read { try $0.client(id) })
            #expect(stored.accepts(secret: secret, at: world.clock.now()))
            let changed = await world.send(
                .patch, APIPath.client(id), token: token,
                ["client_name": "Shop 2", "grant_types": ["authorization_code"], "support_uri": "https://shop.example/help"])
            #expect(changed.status == 200 && changed.body["client_name"] == "Shop 2", "\(changed.text)")
            #expect(changed.body["policy_uri"] == "https://shop.example/privacy", "what is left out stays")
            #expect(changed.body["logo_uri"] == "https://shop.example/mark.png")
            #expect(changed.body["require_pushed_authorization_requests"] == true)
            #expect(changed.body["client_secret"] == nil)
            let renewed = await world.send(.post, APIPath.clientSecrets(id), token: token, ["old_for_hours": 1])
            let second = try #require(renewed.body["client_secret"]?.string)
            let both = try #require(try await world.database.read { try $0.client(id) })
            #expect(both.accepts(secret: secret, at: world.clock.now()) && both.accepts(secret: second, at: world.clock.now()))
            world.clock.advance(by: .hours(2))
            #expect(!both.accepts(secret: secret, at: world.clock.now()) && both.accepts(secret: second, at: world.clock.now()))
            let again = try await world.managerToken()
            let listed = await world.send(.get, APIPath.clients, token: again)
            #expect(listed.body["items"]?.array?.contains { $0["client_id"]?.string == id.text } == true)
            #expect(!listed.text.contains(second) && !listed.text.contains("secret_hash"))
            #expect(await world.send(.delete, APIPath.client(id), token: again).status == 204)
            #expect(await world.send(.get, APIPath.client(id), token: again).status == 404)
            #expect(await world.send(.delete, APIPath.client(id), token: again).status == 404)
            let actors = try await world.database.read {
                try $0.rows("SELECT actor FROM audit_events WHERE subject = \(id.text)").map { try $0["actor"] as String }
            }
            #expect(actors.count == 4 && actors.allSatisfy { $0.hasPrefix("client:") }, "\(actors)")
        }
    }

    @Test("Nobody comes in without the scope, no client gets it here, and neither own products nor access keys are changed")
    func rights() async throws {
        try await APIWorld.with { world in
            let person = try await world.token(of: world.member("administrator").person)
            let evaluator = try await world.evaluatorToken()
            for token in [person, evaluator] {
                #expect(await world.send(.get, APIPath.clients, token: token).status == 403)
                #expect(await world.send(.post, APIPath.clients, token: token, order).status == 403)
            }
            #expect(await world.send(.get, APIPath.clients, token: nil).status == 401)
            let token = try await world.managerToken()
            let raised = await world.send(
                .post, APIPath.clients, token: token,
                ["client_name": "Job", "grant_types": ["client_credentials"], "scope": "clients.manage"])
            #expect(raised.status == 422 && raised.text.contains("by command alone"), "\(raised.text)")
            let own = APIPath.client(world.product.id)
            #expect(await world.send(.patch, own, token: token, ["client_name": "Mine"]).status == 409)
            #expect(await world.send(.delete, own, token: token).status == 409)
            for (name, value) in [
                ("grant_types", [.string(Client.GrantType.assertion.rawValue)] as JSON), ("product", "dashboard"),
                ("scope", .string(Scope.readMessages)),
            ] {
                let body = JSON.object([("client_name", "X"), ("redirect_uris", ["https://x.example/"]), (name, value)])
                let sent = await world.send(.post, APIPath.clients, token: token, body)
                #expect(sent.status == 422 && sent.text.contains("by command alone"), "\(name): \(sent.text)")
            }
            for planted in ["first_party", "client_secret", "secret_hash", "id"] {
                let body = JSON.object([("client_name", "X"), ("redirect_uris", ["https://x.example/"]), (planted, true)])
                let sent = await world.send(.post, APIPath.clients, token: token, body)
                #expect(sent.status == 400, "\(planted): \(sent.text)")
            }
        }
    }

    @Test("A client that speaks for people without asking them, or manages clients, is changed by command alone")
    func byCommandAlone() async throws {
        try await APIWorld.with { world in
            let token = try await world.managerToken()
            let now = world.clock.now()
            var tool = ClientRegistration.relyingParty("Tool", redirectURIs: ["https://tool.example/"])
            tool.firstParty = true
            var desk = ClientRegistration(name: "Desk", grantTypes: [.assertion], scopes: [Scope.email])
            desk.product = "dashboard"
            let manager = ClientRegistration(name: "Other", grantTypes: [.clientCredentials], scopes: [Scope.manageClients])
            for registration in [tool, desk, manager] {
                let client = try registration.client(at: now).client
                try await world.database.write { try $0.add(client, by: .operatorCommand, at: now) }
                let place = APIPath.client(client.id)
                let moved = await world.send(.patch, place, token: token, ["redirect_uris": ["https://evil.example/"]])
                #expect(moved.status == 409 && moved.text.contains("by-command-alone"), "\(client.name): \(moved.text)")
                #expect(await world.send(.post, APIPath.clientSecrets(client.id), token: token, [:]).status == 409)
                #expect(await world.send(.delete, place, token: token).status == 409)
            }
        }
    }

    @Test("What is wrong is said by its member, and nothing is registered")
    func mistakes() async throws {
        try await APIWorld.with { world in
            let token = try await world.managerToken()
            let wrong: [(JSON, String)] = [
                (["redirect_uris": ["https://x.example/"]], "client_name"), (["client_name": "X"], "redirect_uris"),
                (["client_name": "X", "redirect_uris": ["javascript:alert(1)"]], "redirect_uris"),
                (["client_name": "X", "redirect_uris": ["https://x.example/"], "grant_types": ["password"]], "grant_types"),
                (["client_name": "X", "redirect_uris": ["https://x.example/"], "scope": "nonsense"], "scope"),
                (
                    ["client_name": "X", "redirect_uris": ["https://x.example/"], "token_endpoint_auth_method": "private_key_jwt"],
                    "token_endpoint_auth_method"
                ),
                (["client_name": "X", "redirect_uris": ["https://x.example/"], "jwks": ["keys": []]], "jwks"),
                (
                    ["client_name": "X", "redirect_uris": ["https://x.example/"], "id_token_signed_response_alg": "none"],
                    "id_token_signed_response_alg"
                ),
                (["client_name": "X", "redirect_uris": ["https://x.example/"], "account": "acc_1"], "account"),
            ]
            let before = try await world.database.read { try $0.clients().count }
            for (body, field) in wrong {
                let answer = await world.send(.post, APIPath.clients, token: token, body)
                #expect(answer.status == 422, "\(answer.text)")
                #expect(answer.body["errors"]?.array?.contains { $0["field"]?.string == field } == true, "\(field): \(answer.text)")
            }
            #expect(try await world.database.read { try $0.clients().count } == before)
            let unknown = await world.send(
                .post, APIPath.clients, token: token, ["client_name": "X", "redirect_uris": ["https://x.example/"], "product": "nothing"])
            #expect(unknown.status == 422, "\(unknown.text)")
        }
    }
}

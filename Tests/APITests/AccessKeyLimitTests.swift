import API
import Access
import Core
import Directory
import HTTPTypes
import OpenID
import SQL
import TestSupport
import Testing
import Web

@Suite("What an access key may do, until when and from where", .onEveryDatabase)
struct AccessKeyLimitTests {
    private struct Key {
        let client: ClientID
        let secret: String
    }

    private func make(_ world: APIWorld, _ more: [(String, JSON)] = [], as role: RoleID = "member") async throws -> Key {
        let order: [(String, JSON)] = [("name", "Orders"), ("project", .string(world.projects[0].id.text))]
        let answer = try await world.send(.post, APIPath.accessKeys(world.account), as: role, .object(order + more))
        #expect(answer.status == 201, "\(answer.text)")
        let id = try #require(answer.body["client_id"]?.string.flatMap { ClientID($0) })
        return Key(client: id, secret: try #require(answer.body["client_secret"]?.string))
    }

    /// The error, or nil for a token.
    private func refusal(_ world: APIWorld, _ key: Key, from address: String? = "192.0.2.7", scope: String? = nil) async throws -> String? {
        let pairs =
            [("grant_type", "client_credentials"), ("client_id", key.client.text), ("client_secret", key.secret)]
            + (scope.map { [("scope", $0)] } ?? [])
        do {
            _ = try await world.provider.token(
                Parameters(pairs.map { (name: $0.0, value: $0.1) }), authorization: nil, from: address, at: world.clock.now())
            return nil
        } catch let error as OAuthError { return error.code.rawValue }
    }

    private func token(_ world: APIWorld, _ key: Key, from address: String? = "192.0.2.7") async throws -> String {
        let pairs = [("grant_type", "client_credentials"), ("client_id", key.client.text), ("client_secret", key.secret)]
        let answer = try await world.provider.token(
            Parameters(pairs.map { (name: $0.0, value: $0.1) }), authorization: nil, from: address, at: world.clock.now())
        return try #require(try JSON(reading: answer.json)["access_token"]?.string)
    }

    private func introspected(_ world: APIWorld, _ token: String) async throws -> JSON {
        try JSON(reading: try await world.provider.introspect(token: token, by: world.product, at: world.clock.now()))
    }

    private func shown(_ world: APIWorld, _ key: Key) async throws -> JSON {
        try await world.send(.get, APIPath.accessKey(world.account, key.client), as: "member").body
    }

    private func sendMails(_ world: APIWorld) async throws {
        let notices = KeyUseNotices(catalog: world.catalog) { "http://localhost:8081/access-keys/\($2)?account=\($1)&product=\($0)" }
        let now = world.clock.now()
        while try await world.database.read({ try notices.areDue(in: $0, at: now) }) {
            try await world.database.write { try notices.send(in: $0, at: now) }
        }
    }

    @Test("A key reads messages unless it is made for more, and for nothing that its product does not name")
    func scopes() async throws {
        try await APIWorld.with { world in
            let usual = try await make(world)
            #expect(try await refusal(world, usual, scope: "messages.read") == nil)
            #expect(try await refusal(world, usual, scope: "messages.write") == "invalid_scope")
            let both = try await make(world, [("scopes", ["messages.write", "messages.read"])])
            #expect(try await refusal(world, both, scope: "messages.write") == nil)
            #expect(try await shown(world, both)["scopes"] == ["messages.read", "messages.write"])
            for wrong in [["access.evaluate"], ["messages.read", "clients.manage"], []] as [JSON] {
                let order: JSON = ["name": "Wrong", "project": .string(world.projects[0].id.text), "scopes": wrong]
                let answer = try await world.send(.post, APIPath.accessKeys(world.account), as: "member", order)
                #expect(answer.status == 422 && answer.text.contains("messages.read, messages.write"), "\(answer.text)")
            }
        }
    }

    @Test("At its end a key gets no token, those it has are dead, and its people were warned a week before, once for each end")
    func ends() async throws {
        try await APIWorld.with { world in
            let end = world.clock.now() + .days(10)
            let key = try await make(world, [("expires_at", .string(end.rfc3339))])
            try await sendMails(world)
            #expect(try await world.letters().isEmpty)
            world.clock.advance(by: .days(4))
            for _ in 0..<2 { try await sendMails(world) }
            let letters = try await world.letters()
            #expect(letters.count == 2, "its maker and the administrator: \(letters)")
            #expect(letters.allSatisfy { $0.contains("Orders, of the project Checkout in Northwind, ends on") })
            let later = world.clock.now() + .days(8)
            let change = try await world.send(
                .patch, APIPath.accessKey(world.account, key.client), as: "member", ["expires_at": .string(later.rfc3339)])
            #expect(change.body["expires_at"]?.string == later.rfc3339, "\(change.text)")
            world.clock.advance(by: .days(2))
            try await sendMails(world)
            #expect(try await world.letters().count == 4)
            world.clock.advance(by: .days(6) - .seconds(60))
            let token = try await token(world, key)
            #expect(try await introspected(world, token)["active"] == true)
            world.clock.advance(by: .seconds(61))
            #expect(try await refusal(world, key) == "invalid_client")
            #expect(try await introspected(world, token)["active"] == false)
            for wrong in [world.clock.now() - .days(1), world.clock.now() + .days(4000)] {
                let order: JSON = ["name": "W", "project": .string(world.projects[0].id.text), "expires_at": .string(wrong.rfc3339)]
                let answer = try await world.send(.post, APIPath.accessKeys(world.account), as: "member", order)
                #expect(answer.status == 422 && answer.text.contains("expires_at"), "\(answer.text)")
            }
        }
    }

    @Test("From elsewhere than its networks a key gets nothing, and its people hear of it; products learn the networks")
    func networks() async throws {
        try await APIWorld.with { world in
            let key = try await make(world, [("networks", ["192.0.2.0/24", "2001:db8::/32"])])
            for address in ["192.0.2.250", "2001:db8:1::9"] { #expect(try await refusal(world, key, from: address) == nil) }
            for address in ["192.0.3.1", "2001:db9::1", nil, "nonsense"] {
                #expect(try await refusal(world, key, from: address) == "unauthorized_client")
            }
            let token = try await token(world, key)
            #expect(try await introspected(world, token)["networks"]?.string == "192.0.2.0/24 2001:db8::/32")
            try await sendMails(world)
            let letter = try #require(try await world.letters().first)
            #expect(letter.contains("192.0.3.1") && letter.contains("refused, it is none of its networks"), "\(letter)")
            #expect(letter.contains("/access-keys/\(key.client)"))
            for wrong in [["0.0.0.0/0"], ["192.0.2"], ["a b"], [""]] as [JSON] {
                let answer = try await world.send(.patch, APIPath.accessKey(world.account, key.client), as: "member", ["networks": wrong])
                #expect(answer.status == 422 && answer.text.contains("networks"), "\(wrong): \(answer.text)")
            }
        }
    }

    @Test("A new network of a key is told of once, to its maker and those who manage all keys; its first one is no news")
    func newNetwork() async throws {
        try await APIWorld.with { world in
            let key = try await make(world)
            #expect(try await refusal(world, key, from: "192.0.2.7") == nil)
            try await sendMails(world)
            #expect(try await world.letters().isEmpty)
            for _ in 0..<2 { #expect(try await refusal(world, key, from: "198.51.100.9") == nil) }
            for _ in 0..<2 { try await sendMails(world) }
            let letters = try await world.letters()
            #expect(letters.count == 2 && letters.allSatisfy { $0.contains("198.51.100.9") && !$0.contains("192.0.2.7") }, "\(letters)")
            world.clock.advance(by: .hours(2))
            #expect(try await refusal(world, key, from: "198.51.100.9") == nil)
            try await sendMails(world)
            #expect(try await world.letters().count == 2)
            let shown = try await shown(world, key)
            #expect(shown["last_used_from"]?.string == "198.51.100.9" && shown["last_used_for"] == ["messages.read"])
            #expect(shown["seen_from"]?.array?.compactMap { $0["network"]?.string } == ["198.51.100.9", "192.0.2.7"], "\(shown)")
        }
    }

    @Test("A network that a key came from before, and may not any more, is told as refused")
    func refusedLater() async throws {
        try await APIWorld.with { world in
            let key = try await make(world)
            #expect(try await refusal(world, key) == nil)
            let path = APIPath.accessKey(world.account, key.client)
            #expect(try await world.send(.patch, path, as: "member", ["networks": ["10.0.0.0/8"]]).status == 200)
            #expect(try await refusal(world, key) == "unauthorized_client")
            try await sendMails(world)
            #expect(try await world.letters().count { $0.contains("192.0.2.7") && $0.contains("refused") } == 2)
            #expect(try await world.send(.patch, path, as: "member", ["networks": []]).status == 200)
            #expect(try await refusal(world, key) == nil)
            #expect(try await shown(world, key)["seen_from"]?.array?.first?["refused"] == false)
        }
    }

    @Test("Of a revoked or ended key, and of one whose maker has left, nobody is told who may not see it")
    func toldWhom() async throws {
        try await APIWorld.with { world in
            let key = try await make(world)
            let account = world.account
            let maker = try world.member("member").id
            #expect(try await refusal(world, key) == nil)
            #expect(try await refusal(world, key, from: "198.51.100.9") == nil)
            try await world.operatorWork { _ = try $0.removeMember(maker, of: account, as: "dashboard") }
            try await sendMails(world)
            let letters = try await world.letters().filter { $0.contains("198.51.100.9") }
            #expect(letters.count == 1, "the administrator alone: \(letters)")
            #expect(try await refusal(world, key, from: "203.0.113.4") == nil)
            #expect(try await world.send(.delete, APIPath.accessKey(account, key.client), as: "administrator").status == 204)
            try await sendMails(world)
            #expect(try await world.letters().filter { $0.contains("203.0.113.4") }.isEmpty)
        }
    }

    @Test("A new secret works beside the old one for the stated time, and not a second longer")
    func rotation() async throws {
        try await APIWorld.with { world in
            let key = try await make(world)
            let path = APIPath.accessKeySecrets(world.account, key.client)
            let answer = try await world.send(.post, path, as: "member", ["old_for_hours": 2])
            #expect(answer.status == 201, "\(answer.text)")
            #expect(answer.body["old_secret_until"]?.string == (world.clock.now() + .hours(2)).rfc3339)
            let new = Key(client: key.client, secret: try #require(answer.body["client_secret"]?.string))
            #expect(try await refusal(world, key) == nil)
            #expect(try await refusal(world, new) == nil)
            world.clock.advance(by: .hours(2))
            #expect(try await refusal(world, key) == "invalid_client")
            #expect(try await refusal(world, new) == nil)
            let again = try await world.send(.post, path, as: "member", ["old_for_hours": 0])
            #expect(again.status == 201)
            #expect(try await refusal(world, new) == "invalid_client")
            #expect(try await world.send(.post, path, as: "member", ["old_for_hours": 721]).status == 422)
            #expect(try await world.send(.post, path, as: "it-admin", [:]).status == 403)
            let foreign = APIPath.accessKeySecrets(world.account, ClientID(at: world.clock.now()))
            #expect(try await world.send(.post, foreign, as: "administrator", [:]).status == 404)
        }
    }
}

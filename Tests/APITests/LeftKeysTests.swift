import API
import Access
import Audit
import Core
import Directory
import HTTPTypes
import Identity
import OpenID
import SQL
import TestSupport
import Testing
import Web

@Suite("Access keys whose makers lost access", .onEveryDatabase)
struct LeftKeysTests {
    /// What takes from the Member the right to manage the keys that they made, and who does it.
    enum Loss: String, CaseIterable, Sendable {
        case narrowedByITAdmin, removedByITAdmin, suspendedByITAdmin, suspendedByAdministrator, suspendedByOperator, removedByImport, left
    }

    @Test("An Administrator who narrows or removes a maker says of each key in use what becomes of it", arguments: ["PATCH", "DELETE"])
    func administratorChooses(method: String) async throws {
        try await APIWorld.with { world in
            let keys = try await ["One", "Two", "Unused"].asyncMap { try await world.key($0) }
            for key in keys.prefix(2) { try await world.use(key) }
            let path = APIPath.member(world.account, try world.member("member").id)
            func send(revoke: [String] = [], keep: [String] = []) async throws -> Answer {
                if method == "DELETE" {
                    return try await world.send(
                        .delete, path.query(revoke.map { ("revoke", $0) } + keep.map { ("keep", $0) }), as: "administrator")
                }
                return try await world.send(
                    .patch, path, as: "administrator",
                    [
                        "role": "support-member", "revoke_keys": .array(revoke.map(JSON.string)),
                        "keep_keys": .array(keep.map(JSON.string)),
                    ])
            }
            for (revoke, keep) in [([], []), ([keys[0].id], []), ([], [keys[1].id])] as [([String], [String])] {
                let open = Set(keys.prefix(2).map { "key-" + $0.id }).subtracting((revoke + keep).map { "key-" + $0 })
                let refused = try await send(revoke: revoke, keep: keep)
                #expect(refused.status == 422 && refused.code == "access-keys-undecided")
                #expect(Set(refused.body["errors"]?.array?.compactMap { $0["field"]?.string } ?? []) == open)
            }
            #expect(try await send(revoke: ["cli_00000000000000000000000000"]).code == "unknown-access-key")
            #expect(try await world.send(.get, path, as: "administrator").body["role"]?["id"]?.string == "member", "nothing was done yet")
            #expect(try await send(revoke: [keys[0].id], keep: [keys[1].id]).status == 200)
            #expect(try await world.flags() == ["Two": "kept", "Unused": "open"])
            #expect(try await world.works(keys[0]) == false)
            #expect(try await world.works(keys[1]))
            try await world.sendNotices()
            #expect(try await world.mails() == [], "whoever chose knows")
        }
    }

    @Test("Who does not choose leaves the keys at work: they are flagged, and the Administrators get one mail", arguments: Loss.allCases)
    func nobodyChooses(loss: Loss) async throws {
        try await APIWorld.with { world in
            let keys = try await ["One", "Two"].asyncMap { try await world.key($0) }
            for key in keys { try await world.use(key) }
            try await world.bring(loss)
            #expect(try await world.works(keys[0]))
            #expect(try await world.flags() == ["One": "open", "Two": "open"])
            try await world.sendNotices()
            let mails = try await world.mails()
            // The only Administrator needs no mail about what she did herself.
            #expect(mails.count == (loss == .suspendedByAdministrator ? 0 : 1))
            #expect(mails.allSatisfy { $0.contains("One, of Checkout: made by The member, who ") && $0.contains("Two, of Checkout") })
            try await world.sendNotices()
            #expect(try await world.mails().count == mails.count, "said once")
        }
    }

    @Test("A key that was kept or revoked, or whose maker came back, is flagged and told no more")
    func settled() async throws {
        try await APIWorld.with { world in
            let kept = try await world.key("Kept")
            let revoked = try await world.key("Revoked")
            _ = try await world.key("Open")
            try await world.bring(.suspendedByITAdmin)
            #expect(try await world.send(.patch, world.path("/access-keys/\(kept.id)"), as: "it-admin", ["kept": true]).status == 403)
            #expect(
                try await world.send(.patch, world.path("/access-keys/\(kept.id)"), as: "administrator", ["kept": false]).status == 422)
            #expect(try await world.send(.patch, world.path("/access-keys/\(kept.id)"), as: "administrator", ["kept": true]).status == 200)
            #expect(try await world.send(.delete, world.path("/access-keys/\(revoked.id)"), as: "administrator").status == 204)
            #expect(try await world.flags() == ["Kept": "kept", "Open": "open"])
            let path = APIPath.member(world.account, try world.member("member").id)
            #expect(try await world.send(.patch, path, as: "it-admin", ["status": "active"]).status == 200)
            #expect(try await world.flags() == ["Kept": "fine", "Open": "fine"])
            try await world.sendNotices()
            #expect(try await world.mails() == [])
        }
    }

    @Test("A change that changes nothing ends no key, and nobody names keys that they do not manage")
    func foreign() async throws {
        try await APIWorld.with { world in
            let key = try await world.key("CI")
            let member = APIPath.member(world.account, try world.member("member").id)
            let associate = APIPath.member(world.account, try world.member("associate").id)
            let tries: [(RoleID, Path, JSON, Int)] = [
                ("it-admin", member, ["role": "member", "revoke_keys": [.string(key.id)]], 403),
                ("it-admin", member, ["role": "support-member", "keep_keys": [.string(key.id)]], 403),
                ("administrator", associate, ["role": "associate", "revoke_keys": [.string(key.id)]], 422),
                ("it-admin", associate, ["role": "support-member", "revoke_keys": [.string(key.id)]], 422),
                ("administrator", associate, ["role": "associate", "revoke_keys": ["nonsense"]], 422),
            ]
            for (role, path, body, status) in tries {
                #expect(try await world.send(.patch, path, as: role, body).status == status, "\(role) \(body)")
                #expect(try await world.works(key))
            }
            #expect(
                try await world.send(.delete, associate.query([("revoke", key.id)]), as: "administrator").status == 422,
                "a key of somebody else")
            #expect(try await world.flags() == ["CI": "fine"])
        }
    }

    @Test("The last use of a key is known to the hour, and costs a write no more often")
    func lastUse() async throws {
        try await APIWorld.with { world in
            let key = try await world.key("CI")
            func used() async throws -> String? {
                try await world.send(.get, APIPath.accessKeys(world.account), as: "associate").body["items"]?.array?.first?["last_used_at"]?
                    .string
            }
            #expect(try await used() == nil)
            let first = world.clock.now()
            for minutes in [0, 30, 29] as [Int64] {
                world.clock.advance(by: .minutes(minutes))
                try await world.use(key)
                #expect(try await used() == first.rfc3339)
            }
            world.clock.advance(by: .minutes(1))
            try await world.use(key)
            #expect(try await used() == world.clock.now().rfc3339)
        }
    }
}

extension APIWorld {
    struct Key: Sendable {
        let id: String
        let secret: String
    }

    /// A key of the first project, made by the Member.
    func key(_ name: String) async throws -> Key {
        let made = try await send(
            .post, APIPath.accessKeys(account), as: "member", ["name": .string(name), "project": .string(projects[0].id.text)])
        clock.advance(by: .milliseconds(2))
        return Key(id: try #require(made.body["client_id"]?.string), secret: try #require(made.body["client_secret"]?.string))
    }

    func use(_ key: Key) async throws {
        let id = try #require(ClientID(key.id))
        let client = try #require(try await provider.clients.client(id))
        _ = try await token(client, secret: key.secret, [("grant_type", "client_credentials")])
    }

    func works(_ key: Key) async throws -> Bool {
        let id = try #require(ClientID(key.id))
        guard try await provider.clients.client(id) != nil else { return false }
        try await use(key)
        return true
    }

    /// By the names of the keys: whether the maker lost access, and whether somebody kept the key.
    func flags() async throws -> [String: String] {
        let items = try await send(.get, APIPath.accessKeys(account), as: "administrator").body["items"]?.array ?? []
        let pairs = items.map { item -> (String, String) in
            let lost = item["maker_lost_access"]?.string
            let kept = item["kept_at"]?.string
            return (item["name"]?.string ?? "", lost == nil ? "fine" : kept == nil ? "open" : "kept")
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    func sendNotices() async throws {
        let notices = KeyNotices(catalog: catalog) { _ in "http://localhost:8081/access-keys" }
        let now = clock.now()
        while try await database.read({ try notices.areDue(in: $0) }) { try await database.write { try notices.send(in: $0, at: now) } }
    }

    func mails() async throws -> [String] {
        try await database.read { tx in try tx.rows("SELECT text_body FROM outbox ORDER BY id").map { try $0["text_body"] } }
    }

    func bring(_ loss: LeftKeysTests.Loss) async throws {
        let member = try member("member")
        let path = APIPath.member(account, member.id)
        let now = clock.now()
        let catalog = catalog
        let account = account
        switch loss {
        case .narrowedByITAdmin: #expect(try await send(.patch, path, as: "it-admin", ["role": "support-member"]).status == 200)
        case .removedByITAdmin: #expect(try await send(.delete, path, as: "it-admin").status == 200)
        case .suspendedByITAdmin: #expect(try await send(.patch, path, as: "it-admin", ["status": "suspended"]).status == 200)
        case .suspendedByAdministrator: #expect(try await send(.patch, path, as: "administrator", ["status": "suspended"]).status == 200)
        case .left: #expect(try await send(.delete, APIPath.ownMembership(account), as: "member").status == 204)
        case .suspendedByOperator:
            try await database.write { tx in
                let rule = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                try tx.setStatus(member.person, to: .suspended, under: rule, by: .operatorCommand, at: now)
            }
        case .removedByImport:
            try await database.write { tx in
                _ = try Administration(tx, catalog: catalog, by: .importer, at: now).removeMember(member.id, of: account, as: "dashboard")
            }
        }
    }
}

extension Sequence where Self: Sendable, Element: Sendable {
    func asyncMap<Value>(_ transform: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { try await values.append(transform(element)) }
        return values
    }
}

import API
import Access
import Audit
import Core
import HTTPTypes
import Identity
import OpenID
import SQL
import TestSupport
import Testing
import Web

@Suite struct ManagementTests {
    @Test("Every address answers every role as the table says", arguments: cells.indices)
    func everyCell(index: Int) async throws {
        let cell = Self.cells[index]
        let roles = try APIWorld.roles()
        try #require(cell.answers.count == roles.count)
        for (role, expected) in zip(roles, cell.answers) {
            try await APIWorld.with { world in
                let names = try await world.names()
                let answer = try await world.send(cell.method, names.filled(world.path(cell.path)), as: role, names.filled(cell.body))
                #expect(answer.status == expected, "\(cell.method) \(cell.path) as \(role): \(answer.text)")
                if expected == 403 { #expect(answer.body["detail"]?.string?.isEmpty == false) }
            }
        }
    }

    @Test("Every management address is in the table, and nothing else is")
    func complete() async throws {
        try await APIWorld.with { world in
            let routes = world.website.entries.filter { $0.path.hasPrefix("/api/v1/accounts") }.map {
                "\($0.method) \($0.path.replacing(#/:[a-z]+/#, with: "{}"))"
            }
            let cells = Self.cells.map { cell in
                let path = cell.path.prefix { $0 != "?" }.replacing(#/\{[a-z-]+\}/#, with: "{}")
                return "\(cell.method.rawValue) /api/v1/accounts/{}\(path)"
            }
            #expect(Set(routes) == Set(cells))
        }
    }

    @Test("A member of another account is answered everywhere as if nothing existed", arguments: cells.indices)
    func acrossAccounts(index: Int) async throws {
        let cell = Self.cells[index]
        try await APIWorld.with { world in
            let names = try await world.names()
            let token = try await world.token(of: world.stranger.person)
            let answer = try await world.send(cell.method, names.filled(world.path(cell.path)), token: token, names.filled(cell.body))
            #expect(answer.status == 404, "\(cell.method) \(cell.path): \(answer.text)")
            let nothing = APIPath.account(AccountID(at: Timestamp(seconds: 9))).text + names.filled(cell.path)
            let other = try await world.send(cell.method, nothing, token: token, names.filled(cell.body))
            #expect(answer.body["title"] == other.body["title"])
            #expect(answer.body["detail"] == other.body["detail"])
            #expect(answer.status == other.status)
        }
    }

    @Test("Another account's ids do not work in one's own account either")
    func foreignIDs() async throws {
        try await APIWorld.with { world in
            let token = try await world.token(of: world.stranger.person)
            let names = try await world.names()
            let own = APIPath.account(world.elsewhere).text
            for cell in Self.cells where cell.path.contains("{") {
                let answer = try await world.send(cell.method, own + names.filled(cell.path), token: token, names.filled(cell.body))
                #expect(answer.status == 404, "\(cell.method) \(cell.path): \(answer.text)")
            }
            let made = await world.send(
                .post, APIPath.accessKeys(world.elsewhere), token: token, ["name": "CI", "project": .string(world.projects[0].id.text)])
            #expect(made.status == 404)
            let invited = await world.send(
                .post, APIPath.invitations(world.elsewhere), token: token,
                ["email": "a@b.example", "role": "member", "projects": [.string(world.projects[0].id.text)]])
            #expect(invited.code == "unknown-project")
        }
    }

    @Test("Members that a body should not have are refused by name")
    func massAssignment() async throws {
        try await APIWorld.with { world in
            let names = try await world.names()
            for cell in Self.cells {
                guard case .object(let members)? = cell.body, cell.answers[0] < 300 else { continue }
                for forged in ["id", "person", "account", "status_", "verified", "owner"] {
                    let body = JSON.object(members + [(forged, "x")])
                    let answer = try await world.send(
                        cell.method, names.filled(world.path(cell.path)), as: "administrator", names.filled(body))
                    #expect(answer.status == 400)
                    #expect(answer.code == "unknown-member")
                    #expect(answer.text.contains(forged))
                }
            }
        }
    }

    @Test("A change of a person that says nothing, or gives null, is refused and says what to send")
    func emptyChange() async throws {
        try await APIWorld.with { world in
            let path = APIPath.member(world.account, try world.member("associate").id)
            let empty = try await world.send(.patch, path, as: "administrator", [:])
            #expect(empty.status == 422 && empty.code == "nothing-to-change")
            #expect(empty.body["detail"]?.string?.contains("role, projects and status") == true)
            for (name, other) in [("role", "status"), ("projects", "role"), ("status", "role")] {
                let value: JSON = other == "role" ? "member" : "suspended"
                let body = JSON.object([(name, .null), (other, value)])
                let answer = try await world.send(.patch, path, as: "administrator", body)
                #expect(answer.status == 422)
                #expect(answer.body["errors"]?.array?.compactMap { $0["field"]?.string } == [name])
            }
            #expect(try await world.send(.get, path, as: "administrator").body["role"]?["id"] == "associate")
        }
    }

    @Test(
        "A client without a product means the only one that the person is in there, and is asked where they are in several",
        .onEveryDatabase)
    func onlyProduct() async throws {
        try await APIWorld.with { world in
            var registration = ClientRegistration.relyingParty("Assistant", redirectURIs: ["https://assistant.example/"])
            registration.firstParty = true
            let made = try registration.client(at: world.clock.now())
            let now = world.clock.now()
            let account = world.account
            try await world.database.write { try $0.add(made.client, by: .operatorCommand, at: now) }
            let world = world.knowing(made)
            let person = try world.member("administrator").person
            let token = try await world.token(of: person, client: made.client)
            #expect(await world.send(.get, APIPath.members(world.account), token: token).body["items"]?.array?.count == 5)
            let stranger = try await world.token(of: world.stranger.person, client: made.client)
            for path in [APIPath.members(world.account), APIPath.members(AccountID(at: Timestamp(seconds: 9)))] {
                #expect(await world.send(.get, path, token: stranger).code == "not-found")
            }
            try await world.operatorWork { try $0.addMember(person, to: account, product: "mail", role: "admin") }
            for path in [
                "/api/v1/me?account=\(world.account)&account=\(world.account)", APIPath.members(world.account).text + "?limit=1&limit=2",
            ] {
                let twice = await world.send(.get, path, token: token)
                #expect(twice.status == 400 && twice.code == "repeated-parameter", "\(path)")
            }
            let several = await world.send(.get, APIPath.members(world.account), token: token)
            #expect(several.status == 400 && several.code == "product-missing")
            #expect(several.body["detail"]?.string?.contains("dashboard, mail") == true)
            #expect(
                await world.send(.get, APIPath.members(world.account).query([("product", "mail")]), token: token).body["items"]?.array?
                    .count == 1)
        }
    }

    @Test("Lists come in pages by key, and every entry once")
    func paging() async throws {
        try await APIWorld.with { world in
            var seen: [String] = []
            var after: String? = nil
            repeat {
                let path = APIPath.members(world.account).query([("limit", "2"), ("after", after)])
                let page = try await world.send(.get, path, as: "it-admin")
                seen += page.body["items"]?.array?.compactMap { $0["id"]?.string } ?? []
                after = page.body["next"]?.string
            } while after != nil
            #expect(seen == (try APIWorld.roles().map { try world.member($0).id.text }).sorted())
            for query in ["?limit=0", "?limit=201", "?limit=x", "?after=mem_1"] {
                #expect(try await world.send(.get, APIPath.members(world.account).text + query, as: "it-admin").status == 400)
            }
        }
    }

    @Test("A refusal names the role held, what is needed, and who can change it")
    func ruleSix() async throws {
        try await APIWorld.with { world in
            let answer = try await world.send(.get, APIPath.members(world.account), as: "associate")
            #expect(answer.body["title"]?.string == "Your role Associate does not include Users.")
            let detail = try #require(answer.body["detail"]?.string)
            #expect(detail.contains("Administrator or IT Admin"))
            #expect(detail.contains("The administrator, The it-admin can change that in Northwind"))
            let holders = try await world.send(.get, APIPath.roleHolders(world.account).query([("area", "users")]), as: "associate")
            #expect(holders.body["items"]?.array?.compactMap { $0["role"]?["id"]?.string } == ["administrator", "it-admin"])
        }
    }

    @Test("Me tells areas and projects of the current account, of this product alone", .onEveryDatabase)
    func me() async throws {
        try await APIWorld.with { world in
            let me = try await world.send(.get, APIPath.me, as: "associate").body
            #expect(me["person"]?["email"]?.string == "associate@northwind.example")
            let areas = me["current"]?["areas"]?.object?.map { "\($0.0):\($0.1.string ?? "")" }
            #expect(areas == ["overview:manage", "messages:manage", "projects:manage", "access-keys:manage", "settings:manage"])
            #expect(me["current"]?["projects"]?.array?.compactMap { $0["name"]?.string } == ["Checkout"])
            #expect(me["current"]?["all_projects"]?.bool == false)
            let boss = try await world.send(.get, APIPath.me, as: "administrator").body
            #expect(boss["current"]?["projects"]?.array?.count == 2)
            #expect(boss["current"]?["all_projects"]?.bool == true)
            let other = try await world.send(.get, APIPath.me.query([("account", world.elsewhere.text)]), as: "associate").body
            #expect(other["current"] == .null)
        }
    }

    @Test("An access key's secret is told once; the key works until it is revoked, or its project is closed")
    func accessKeys() async throws {
        try await APIWorld.with { world in
            let made = try await world.send(
                .post, APIPath.accessKeys(world.account), as: "member", ["name": "CI", "project": .string(world.projects[0].id.text)])
            let id = try #require(made.body["client_id"]?.string)
            let secret = try #require(made.body["client_secret"]?.string)
            let listed = try await world.send(.get, APIPath.accessKeys(world.account), as: "associate")
            #expect(listed.body["items"]?.array?.compactMap { $0["id"]?.string } == [id])
            #expect(!listed.text.contains(secret))
            let key = try #require(ClientID(id))
            let client = try #require(try await world.provider.clients.client(key))
            #expect(try await world.token(client, secret: secret, [("grant_type", "client_credentials")]).isEmpty == false)
            // Whoever manages people but not keys is told how many there are, not their names.
            let readers: [(role: RoleID, ids: [String])] = [("administrator", [id]), ("it-admin", [])]
            for (role, ids) in readers {
                let shown = try await world.send(.get, APIPath.member(world.account, try world.member("member").id), as: role)
                #expect(shown.body["access_keys"]?.array?.compactMap { $0["id"]?.string } == ids)
                #expect(shown.body["access_key_count"]?.integer == 1)
            }
            let closed = try await world.send(.delete, APIPath.project(world.account, world.projects[0].id), as: "administrator")
            #expect(closed.status == 204)
            await #expect(throws: OAuthError.self) {
                try await world.token(client, secret: secret, [("grant_type", "client_credentials")])
            }
        }
    }

    @Test("Whoever is removed leaves the keys they made, and those that are named end with them")
    func removal() async throws {
        try await APIWorld.with { world in
            var keys: [String] = []
            for name in ["One", "Two"] {
                let made = try await world.send(
                    .post, APIPath.accessKeys(world.account), as: "member",
                    ["name": .string(name), "project": .string(world.projects[0].id.text)])
                keys.append(try #require(made.body["client_id"]?.string))
            }
            let path = APIPath.member(world.account, try world.member("member").id).query([("revoke", keys[0])])
            let refused = try await world.send(.delete, path, as: "it-admin")
            #expect(refused.status == 403, "an IT admin manages no keys")
            let there = try await world.send(.get, APIPath.member(world.account, try world.member("member").id), as: "administrator")
            #expect(there.body["access_key_count"]?.integer == 2, "and then nothing was done")
            let removed = try await world.send(.delete, path, as: "administrator")
            #expect(removed.body["revoked_keys"] == [.string(keys[0])])
            #expect(removed.body["access_keys"]?.array?.compactMap { $0["id"]?.string } == [keys[1]])
            let left = try await world.send(.get, APIPath.accessKeys(world.account), as: "administrator")
            #expect(left.body["items"]?.array?.compactMap { $0["id"]?.string } == [keys[1]])
        }
    }
}

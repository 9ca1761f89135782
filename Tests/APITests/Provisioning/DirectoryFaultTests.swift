import Access
import Core
import HTTPTypes
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Web

/// What an attack on the running service found.
@Suite("Directories and what people do by hand", .onEveryDatabase) struct DirectoryFaultTests {
    private func invite(_ world: APIWorld, _ address: String, _ role: RoleID, as inviter: RoleID = "administrator") async throws -> String {
        let sent = try await world.send(
            .post, world.path("/invitations"), as: inviter, ["email": .string(address), "role": .string(role.rawValue)])
        #expect(sent.status == 201, "\(sent.text)")
        return try #require(sent.body["id"]?.string)
    }

    private func open(_ world: APIWorld) async throws -> [String] {
        try await world.send(.get, world.path("/invitations"), as: "administrator").body["items"]?.array?.compactMap { $0["email"]?.string }
            ?? []
    }

    @Test("An invitation to a role that the token does not reach is neither taken over, nor withdrawn, nor given groups (rule 2)")
    func invitations() async throws {
        try await APIWorld.with { world in
            let narrow = try await ADirectory(world, madeBy: "it-admin", role: "member")
            _ = try await invite(world, "boss@other.example", "administrator")
            _ = try await invite(world, "desk@other.example", "it-admin")
            #expect(await narrow.send(.post, "/Users", ADirectory.user("boss@other.example")).status == 403)
            #expect(await narrow.send(.post, "/Users", ADirectory.user("desk@other.example")).status == 403)
            let id = try await narrow.created("else@other.example")
            let moved = await narrow.patch("/Users/\(id)", [("replace", "emails[type eq \"work\"].value", "boss@other.example")])
            #expect(moved.status == 403, "\(moved.text)")
            // Expected by the directory first, then invited by hand as an administrator.
            let later = try await narrow.created("later@other.example", [("active", false)])
            _ = try await invite(world, "later@other.example", "administrator")
            #expect(await narrow.patch("/Users/\(later)", [("replace", "active", false)]).status == 403)
            #expect(await narrow.send(.delete, "/Users/\(later)").status == 403)
            let group = try await narrow.group("Shop")
            #expect(await narrow.patch("/Groups/\(group)", [("add", "members", [["value": .string(later)]])]).status == 403)
            #expect(
                try await open(world).sorted() == ["boss@other.example", "desk@other.example", "else@other.example", "later@other.example"])
        }
    }

    @Test("Whoever is invited by hand while a directory expects them arrives as that user, and leaves with it")
    func expected() async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world, role: "member")
            let person = try await directory.person("leaver@other.example")
            let id = try await directory.created("leaver@other.example", [("active", false)])
            _ = try await invite(world, "leaver@other.example", "support-member")
            try await directory.accept("leaver@other.example", as: person)
            let member = try #require(try await world.database.read { try $0.member(person, in: world.account, product: "dashboard") })
            #expect(member.id.text == id && member.status == .active && member.grants.map(\.role) == ["support-member"])
            #expect(await directory.send(.delete, "/Users/\(id)").status == 204)
            #expect(try await world.database.read { try $0.member(person, in: world.account, product: "dashboard") } == nil)
        }
    }

    @Test("One address is one user: a second one, or a member's, is refused by name, when made and when changed")
    func addresses() async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world)
            let id = try await directory.created("dup@other.example")
            var body = ADirectory.user("dupb@other.example")
            body = .object((body.object ?? []).map { $0.0 == "emails" ? ("emails", [["value": "dup@other.example"]]) : $0 })
            let twice = await directory.send(.post, "/Users", body)
            #expect(twice.status == 409 && twice.text.contains(id), "\(twice.text)")
            let administrator = try world.member("administrator").id.text
            let moved = await directory.patch("/Users/\(id)", [("replace", "emails", [["value": "administrator@northwind.example"]])])
            #expect(moved.status == 409 && moved.text.contains(administrator), "\(moved.text)")
            let named = ADirectory.user("administrator@northwind.example")
            let other = JSON.object((named.object ?? []).map { $0.0 == "emails" ? ("emails", [["value": "free@other.example"]]) : $0 })
            #expect(await directory.send(.post, "/Users", other).status == 409)
        }
    }

    @Test("Switching somebody off and on does not send mail without end, nor to any number of addresses (threat B)")
    func flooding() async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world, madeBy: "administrator", role: "member")
            let id = try await directory.created("victim@other.example")
            var refused = 0
            for _ in 0..<12 {
                #expect(await directory.patch("/Users/\(id)", [("replace", "active", false)]).status == 200)
                let on = await directory.patch("/Users/\(id)", [("replace", "active", true)])
                if on.status == 429 { refused += 1 } else { #expect(on.status == 200) }
            }
            #expect(refused > 0)
            let mails = try await world.database.read { try $0.rows("SELECT id FROM outbox").count }
            #expect(mails < 12)
            var limited = false
            for number in 0..<150 where !limited {
                let other = try await directory.created("v\(number)@other.example", [("active", false)])
                limited = await directory.patch("/Users/\(other)", [("replace", "active", true)]).status == 429
            }
            #expect(limited)
        }
    }

    @Test("A token that is revoked while a bulk request runs does no more; one whose maker left does not come back with them")
    func revoked() async throws {
        try await APIWorld.with { world in
            let account = world.account
            let directory = try await ADirectory(world, madeBy: "it-admin")
            let catalog = world.catalog
            let now = world.clock.now()
            let hash = TokenHash(directory.token.exposed, purpose: .provisioning)
            let held = try #require(try await world.database.read { try $0.provisioningToken(hash) })
            let maker = try world.member("it-admin")
            try await world.operatorWork { _ = try $0.removeMember(maker.id, of: account, as: "dashboard") }
            try await world.operatorWork { _ = try $0.addMember(maker.person, to: account, product: "dashboard", role: "it-admin") }
            #expect(await directory.send(.get, "/Users").status == 401)
            let other = try await ADirectory(world)
            let token = try #require(
                try await world.database.read { try $0.provisioningToken(TokenHash(other.token.exposed, purpose: .provisioning)) })
            let id = other.id
            try await world.operatorWork { try $0.revokeProvisioningToken(id, of: account, as: "dashboard") }
            for ended in [held, token] {
                await #expect(throws: AccessError.notFound) {
                    try await world.database.write { tx in
                        _ = try Administration(tx, catalog: catalog, by: .directory(ended), at: now).provisionGroup(
                            named: "X", externalID: nil)
                    }
                }
            }
        }
    }

    @Test("Characters that are none, values of another kind and lists that name one to remove are read as they are meant")
    func values() async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world)
            let nul = await directory.send(.post, "/Users", ADirectory.user("a@other.example", [("externalId", "e\u{0}")]))
            #expect(nul.status == 400 && nul.body["scimType"]?.string == "invalidValue")
            #expect(await directory.send(.post, "/Groups", ["displayName": "X", "externalId": "e\u{0}"]).status == 400)
            #expect(await directory.send(.get, "/Users?filter=externalId%20eq%20%22%5Cu0000%22").status == 400)
            for body in [["filter": 5], ["filter": ["x"]], [], "x"] as [JSON] {
                #expect(await directory.send(.post, "/Users/.search", body).status == 400)
            }
            let id = try await directory.created("two@other.example")
            _ = await directory.patch("/Users/\(id)", [("add", "emails", [["value": "home@other.example", "type": "home"]])])
            let one = await directory.patch("/Users/\(id)", [("remove", "emails", ["value": "home@other.example"])])
            #expect(one.body["emails"]?.array?.compactMap { $0["value"]?.string } == ["two@other.example"], "\(one.text)")
            let none = await directory.patch("/Users/\(id)", [("remove", "emails", [])])
            #expect(none.body["emails"]?.array?.count == 1)
            let many = JSON.array((0..<30).map { ["value": .string("m\($0)@other.example")] })
            #expect(await directory.patch("/Users/\(id)", [("add", "emails", many)]).status == 400)
            let whole = await directory.send(.get, #"/Users?filter=displayName%20co%20%22%CC%88%22"#)
            #expect(whole.status == 200)
        }
    }
}

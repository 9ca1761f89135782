import Access
import Core
import HTTPTypes
import Identity
import SQL
import TestSupport
import Testing
import Web

/// What a directory's token opens, and what it never does (threats 2, 3, 11).
@Suite("The right of a directory", .onEveryDatabase) struct ProvisioningRightTests {
    @Test("Without a token that stands nothing is answered but what the service can do")
    func outsiders() async throws {
        try await APIWorld.with { world in
            for path in ["/Users", "/Groups", "/Users/\(try world.member("member").id)"] {
                for token in [
                    nil, "", "x", SystemRandom().token().exposed, try await world.token(of: world.member("administrator").person),
                ] {
                    let answer = await world.send(.get, "/scim/v2" + path, token: token)
                    #expect(answer.status == 401 && answer.body["status"]?.string == "401", "\(path)")
                    #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
                }
            }
            for path in ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"] {
                #expect(await world.send(.get, "/scim/v2" + path, token: nil).status == 200)
            }
            #expect(await world.send(.get, "/scim/v2/Me", token: nil).status == 501)
        }
    }

    @Test("A token ends when it is revoked, and with its maker's right: demoted, suspended, removed")
    func ends() async throws {
        try await APIWorld.with { world in
            let account = world.account
            let maker = try world.member("it-admin").id
            let revoked = try await ADirectory(world)
            let id = revoked.id
            #expect(await revoked.send(.get, "/Users").status == 200)
            try await world.operatorWork { try $0.revokeProvisioningToken(id, of: account, as: "dashboard") }
            #expect(await revoked.send(.get, "/Users").status == 401)

            let directory = try await ADirectory(world, madeBy: "it-admin")
            let open = await directory.send(.get, "/Users").status
            #expect(open == 200)
            try await world.operatorWork { _ = try $0.changeMember(maker, of: account, as: "dashboard", to: .init(role: "member")) }
            #expect(await directory.send(.get, "/Users").status == 401)
            try await world.operatorWork { _ = try $0.changeMember(maker, of: account, as: "dashboard", to: .init(role: "it-admin")) }
            #expect(await directory.send(.get, "/Users").status == 401, "what ended does not come back with the right")
            let second = try await ADirectory(world, madeBy: "it-admin")
            try await world.operatorWork { _ = try $0.changeMember(maker, of: account, as: "dashboard", to: .init(status: .suspended)) }
            #expect(await second.send(.get, "/Users").status == 401)
            try await world.operatorWork { _ = try $0.changeMember(maker, of: account, as: "dashboard", to: .init(status: .active)) }
            let third = try await ADirectory(world, madeBy: "it-admin")
            #expect(await third.send(.get, "/Users").status == 200)
            let person = try world.member("it-admin").person
            _ = try await world.database.write { try $0.run("UPDATE people SET status = 'suspended' WHERE id = \(person)") }
            #expect(await third.send(.get, "/Users").status == 401)
        }
    }

    @Test("Only whoever manages people makes a token, and none gives the Administrator role")
    func making() async throws {
        try await APIWorld.with { world in
            for role in try APIWorld.roles() {
                let may = ["administrator", "it-admin"].contains(role.rawValue)
                let made = await Result { try await ADirectory(world, madeBy: role) }
                #expect(((try? made.get()) != nil) == may, "\(role)")
            }
            await #expect(throws: AccessError.self) { try await ADirectory(world, role: "administrator") }
        }
    }

    @Test("Administrators, the token's maker and people of other accounts are out of reach, by every verb and by groups")
    func reach() async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world, madeBy: "it-admin")
            let group = try await directory.group("Everybody")
            let reached: [(Access.Member, Int)] = [
                (try world.member("administrator"), 403), (try world.member("it-admin"), 403), (world.stranger, 404),
            ]
            for (member, status) in reached {
                let path = "/Users/\(member.id)"
                let off = await directory.patch(path, [("replace", "active", false)])
                let name = await directory.patch(path, [("replace", "displayName", "Other")])
                let put = await directory.send(.put, path, ADirectory.user("other@northwind.example"))
                let gone = await directory.send(.delete, path)
                for answer in [off, name, put, gone] { #expect(answer.status == status, "\(member.id): \(answer.status) \(answer.text)") }
                let joined = await directory.patch("/Groups/\(group)", [("add", "members", [["value": .string(member.id.text)]])])
                #expect(joined.status == status, "\(joined.text)")
            }
            #expect(await directory.members(of: group).isEmpty)
            let members = try await world.database.read { try $0.memberCount(of: world.account, product: "dashboard") }
            #expect(members == (try APIWorld.roles()).count)
        }
    }

    @Test("Administrators are out of reach of the operator's token too, in groups and by invitations")
    func administrators() async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world)
            let path = "/Users/\(try world.member("administrator").id)"
            #expect(await directory.patch(path, [("replace", "active", false)]).status == 403)
            #expect(await directory.send(.delete, path).status == 403)
            let invited = try await world.send(
                .post, world.path("/invitations"), as: "administrator", ["email": "boss@other.example", "role": "administrator"])
            #expect(invited.status == 201)
            #expect(await directory.send(.post, "/Users", ADirectory.user("boss@other.example")).status == 403)
        }
    }

    @Test("A token that no administrator made does not touch IT Admins, nor groups that make some; the operator's does")
    func managers() async throws {
        try await APIWorld.with { world in
            let account = world.account
            let now = world.clock.now()
            let second = try await ADirectory(world).person("second@northwind.example")
            let other = try await world.database.write { [catalog = world.catalog] tx in
                try Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                    .addMember(second, to: account, product: "dashboard", role: "it-admin").id
            }
            let narrow = try await ADirectory(world, madeBy: "it-admin")
            let wide = try await ADirectory(world)
            #expect(await narrow.patch("/Users/\(other)", [("replace", "active", false)]).status == 403)
            let group = try await wide.group("Support desk")
            let id = try #require(AccessGroupID(group))
            try await world.operatorWork {
                _ = try $0.give(GrantTerms(role: "it-admin"), to: id, in: account, as: "dashboard")
            }
            let member = try world.member("member").id.text
            #expect(await narrow.patch("/Groups/\(group)", [("add", "members", [["value": .string(member)]])]).status == 403)
            #expect(await narrow.send(.delete, "/Groups/\(group)").status == 403)
            let added = await wide.patch("/Groups/\(group)", [("add", "members", [["value": .string(member)]])])
            #expect(added.status == 204, "\(added.status) \(added.text)")
            #expect(await wide.patch("/Users/\(other)", [("replace", "active", false)]).status == 200)
        }
    }

    @Test("Whoever is switched off loses the account at the next request, and gets it back")
    func switchedOff() async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world)
            let member = try world.member("member")
            let token = try await world.token(of: member.person)
            #expect(await world.send(.get, world.path("/projects"), token: token).status == 200)
            // Directories write truth values as texts too.
            #expect(await directory.patch("/Users/\(member.id)", [("Replace", "active", "False")]).body["active"]?.bool == false)
            #expect(await world.send(.get, world.path("/projects"), token: token).status == 404)
            #expect(await directory.patch("/Users/\(member.id)", [("replace", nil, ["active": true])]).body["active"]?.bool == true)
            #expect(await world.send(.get, world.path("/projects"), token: token).status == 200)
            #expect(await directory.send(.delete, "/Users/\(member.id)").status == 204)
            #expect(await world.send(.get, world.path("/projects"), token: token).status == 404)
            #expect(await directory.send(.get, "/Users/\(member.id)").status == 404)
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

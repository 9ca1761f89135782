import Access
import Core
import HTTPTypes
import Identity
import SQL
import TestSupport
import Testing
import Web

/// How somebody whom a directory names becomes a member (threats 13, 16).
@Suite("Arriving by a directory", .onEveryDatabase) struct ArrivalTests {
    private static func plain(_ answer: Answer) -> String {
        let id = answer.body["id"]?.string ?? "-"
        return answer.text.replacing(id, with: "ID").replacing(#/\d{4}-\d\d-\d\dT[0-9:.]+Z/#, with: "T").replacing(
            #/"version":"[^}]*"/#, with: "V"
        )
        .replacing(#/(old|new)@/#, with: "X@")
    }

    @Test("A new and an existing ID answer alike, get a mail each, and open nothing until they accept")
    func alike() async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world, role: "support-member")
            let person = try await directory.person("old@other.example")
            let known = await directory.send(.post, "/Users", ADirectory.user("old@other.example"))
            let new = await directory.send(.post, "/Users", ADirectory.user("new@other.example"))
            #expect(known.status == 201 && Self.plain(known) == Self.plain(new), "\(known.text) \(new.text)")
            let id = try #require(known.body["id"]?.string)
            #expect(known.headers[.location] == "\(APIWorld.issuer)/scim/v2/Users/\(id)" && known.headers[.eTag] != nil)
            let none = try await world.database.read { try $0.member(person, in: world.account, product: "dashboard") }
            #expect(none == nil)
            let memberID = try #require(MemberID(id))
            #expect(try await world.database.read { try $0.member(memberID, of: world.account) } == nil)

            try await directory.accept("old@other.example", as: person)
            let member = try #require(try await world.database.read { try $0.member(person, in: world.account, product: "dashboard") })
            #expect(member.id == memberID && member.grants.map(\.role) == ["support-member"])
            #expect(member.grants.first?.origin.source == .directory)
            #expect(await directory.send(.get, "/Users/\(id)").body["userName"]?.string == "old@other.example")
        }
    }

    @Test("Without a role newcomers get what their groups give, also those they were put into before they arrived")
    func groups() async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world)
            let person = try await directory.person("new@other.example")
            let id = try await directory.created("new@other.example")
            let group = try await directory.group("Shop", members: [id])
            let other = try await directory.group("Left again", members: [id])
            #expect(await directory.members(of: group) == [id])
            #expect(await directory.send(.get, "/Users/\(id)").body["groups"]?.array?.count == 2)
            let account = world.account
            let groupID = try #require(AccessGroupID(group))
            try await world.operatorWork { _ = try $0.give(GrantTerms(role: "member"), to: groupID, in: account, as: "dashboard") }
            #expect(await directory.patch("/Groups/\(other)", [("remove", "members[value eq \"\(id)\"]", nil)]).status == 204)
            try await directory.accept("new@other.example", as: person)
            let member = try #require(try await world.database.read { try $0.member(person, in: account, product: "dashboard") })
            #expect(member.grants.map(\.role) == ["member"] && member.grants.first?.group == groupID)
            #expect(await directory.members(of: group) == [id])
            #expect(await directory.members(of: other).isEmpty)
        }
    }

    @Test("Somebody whom a directory names twice is in the group once, whether they arrived or not, and leaves it once")
    func twice() async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world)
            let member = try world.member("associate").id.text
            let waiting = try await directory.created("new@other.example")
            let group = try await directory.group("Shop")
            let account = world.account
            let groupID = try #require(AccessGroupID(group))
            try await world.operatorWork { _ = try $0.give(GrantTerms(role: "member"), to: groupID, in: account, as: "dashboard") }
            let twice: JSON = .array([member, waiting, member, waiting].map { ["value": .string($0)] })
            #expect(await directory.patch("/Groups/\(group)", [("add", "members", twice)]).status == 204)
            #expect(await directory.members(of: group).sorted() == [member, waiting].sorted())
            let gone = [member, member].map { ("remove", "members[value eq \"\($0)\"]" as String?, JSON?.none) }
            #expect(await directory.patch("/Groups/\(group)", gone).status == 204)
            #expect(await directory.members(of: group) == [waiting])
            let events = try await world.database.read { tx in
                try tx.rows("SELECT action FROM audit_events WHERE subject = \(member) AND action LIKE 'group.%' ORDER BY id")
                    .map { try $0["action"] as String }
            }
            #expect(events.sorted() == ["group.joined", "group.left"])
        }
    }

    @Test("Where the account verified the domain, whoever has the address is in at once and told so; nobody else is")
    func ownDomain() async throws {
        try await APIWorld.with { world in
            let account = world.account
            let now = world.clock.now()
            _ = try await world.database.write { tx in
                try tx.run(
                    """
                    INSERT INTO account_domains (account_id, name, token, created_at, verified_at, confirmed_at, next_check_at)
                    VALUES (\(account), 'northwind.example', 't', \(now), \(now), \(now), \(now + .days(1)))
                    """)
            }
            let directory = try await ADirectory(world, role: "member")
            let person = try await directory.person("own@northwind.example")
            let id = try await directory.created("own@northwind.example")
            let member = try await world.database.read { try $0.member(person, in: account, product: "dashboard") }
            #expect(member?.id.text == id && member?.status == .active)
            let stranger = try await directory.person("own@other.example")
            _ = try await directory.created("own@other.example")
            #expect(try await world.database.read { try $0.member(stranger, in: account, product: "dashboard") } == nil)
        }
    }

    @Test("Somebody who is taken out or switched off before they arrive has a link that opens nothing")
    func takenOut() async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world, role: "member")
            let person = try await directory.person("new@other.example")
            let id = try await directory.created("new@other.example")
            #expect(await directory.patch("/Users/\(id)", [("replace", "active", false)]).status == 200)
            await #expect(throws: AccessError.invitation(.withdrawn)) { try await directory.accept("new@other.example", as: person) }
            #expect(await directory.patch("/Users/\(id)", [("replace", "active", true)]).body["active"]?.bool == true)
            #expect(await directory.send(.delete, "/Users/\(id)").status == 204)
            await #expect(throws: AccessError.invitation(.withdrawn)) { try await directory.accept("new@other.example", as: person) }
            #expect(await directory.send(.get, "/Users/\(id)").status == 404)
            // The same name can come again.
            _ = try await directory.created("new@other.example")
        }
    }

    @Test("What a directory says stays with the membership: the person's ID, name and addresses are as they were")
    func attributes() async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world)
            let member = try world.member("member")
            let body = ADirectory.user("else@other.example", [("password", "taken"), ("displayName", "Other name")])
            let answer = await directory.send(.put, "/Users/\(member.id)", body)
            #expect(answer.status == 200 && answer.body["displayName"]?.string == "Other name" && answer.body["password"] == nil)
            let (person, addresses, hash) = try await world.database.read { tx in
                (
                    try tx.person(member.person), try tx.addresses(of: member.person).map(\.address.canonical),
                    try tx.rows("SELECT person_id FROM passwords WHERE person_id = \(member.person)").count
                )
            }
            #expect(person?.name == "The member" && addresses == ["member@northwind.example"] && hash == 0)
            let kept = try await world.database.read { tx in
                try tx.rows("SELECT attributes FROM provisioned_users").map { row -> String in try row["attributes"] }
            }
            #expect(!kept.isEmpty && kept.allSatisfy { !$0.contains("taken") })
        }
    }
}

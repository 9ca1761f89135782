import API
import Access
import Audit
import Core
import HTTPTypes
import Identity
import SQL
import TestSupport
import Testing
import Web

@Suite("An account's activity", .onEveryDatabase)
struct ActivityTests {
    @Test("It tells what was done, to what, by whom; each kind, person, thing and time can be asked for alone")
    func filters() async throws {
        try await APIWorld.with { world in
            let associate = try world.member("associate").id
            let boss = try world.member("administrator").person
            world.clock.advance(by: .seconds(1))
            #expect(try await world.send(.patch, world.path(""), as: "administrator", ["name": "Northwind Traders"]).status == 200)
            world.clock.advance(by: .seconds(1))
            let then = world.clock.now()
            let suspended = try await world.send(
                .patch, APIPath.member(world.account, associate), as: "it-admin", ["status": "suspended"])
            #expect(suspended.status == 200)
            world.clock.advance(by: .seconds(1))
            let named: JSON = ["name": "On call"]
            let group = try #require(try await world.send(.post, world.path("/groups"), as: "administrator", named).body["id"]?.string)

            func events(_ query: [(String, String?)] = []) async throws -> [JSON] {
                let answer = try await world.send(.get, APIPath.events(world.account).query(query), as: "administrator")
                #expect(answer.status == 200, "\(query): \(answer.body)")
                return try #require(answer.body["items"]?.array)
            }
            func actions(_ query: [(String, String?)]) async throws -> [String] {
                try await events(query).compactMap { $0["action"]?.string }
            }
            let newest = try await events()
            #expect(newest.prefix(3).map { $0["action"]?.string } == ["group.opened", "member.changed", "account.renamed"])
            #expect(newest[0]["subject"] == ["id": .string(group), "name": "On call", "exists": true])
            #expect(newest[1]["subject"]?["name"]?.string == "The associate" && newest[1]["by"]?["name"]?.string == "The it-admin")
            #expect(newest[2]["changes"] == ["name": ["Northwind", "Northwind Traders"]])

            #expect(try await actions([("kind", "groups")]) == ["group.opened"])
            #expect(try await actions([("by", boss.text)]) == ["group.opened", "account.renamed"])
            #expect(try await actions([("about", associate.text)]) == ["member.changed", "member.added"])
            #expect(try await actions([("since", then.rfc3339)]) == ["group.opened", "member.changed"])
            #expect(try await actions([("until", then.rfc3339), ("kind", "account")]) == ["account.renamed", "account.opened"])
            #expect(try await actions([("by", "directory")]).isEmpty)

            var pages: [JSON] = []
            var after: String?
            repeat {
                let query = [("limit", "2" as String?), ("after", after)]
                let page = try await world.send(.get, APIPath.events(world.account).query(query), as: "administrator").body
                pages += page["items"]?.array ?? []
                after = page["next"]?.string
            } while after != nil
            #expect(pages == newest)
        }
    }

    @Test("Nobody reads of what they cannot open: an IT Admin nothing of keys, projects and the account")
    func readers() async throws {
        try await APIWorld.with { world in
            let key: JSON = ["name": "Key of Ada", "project": .string(world.projects[0].id.text)]
            #expect(try await world.send(.post, world.path("/access-keys"), as: "administrator", key).status == 201)
            #expect(try await world.send(.post, world.path("/projects"), as: "administrator", ["name": "Secret plan"]).status == 201)
            func kinds(_ role: RoleID) async throws -> Set<String> {
                let items = try await world.send(.get, APIPath.events(world.account), as: role).body["items"]?.array ?? []
                return Set(items.compactMap { $0["action"]?.string?.prefix { $0 != "." } }.map(String.init))
            }
            #expect(try await kinds("administrator") == ["account", "access-key", "member", "project"])
            #expect(try await kinds("it-admin") == ["member"])
            for kind in ["access-keys", "projects", "account"] {
                let asked = try await world.send(.get, APIPath.events(world.account).query([("kind", kind)]), as: "it-admin")
                #expect(asked.status == 200 && asked.body["items"]?.array == [])
            }
        }
    }

    @Test("Whoever opens the settings reads of the account, and no address of anybody; whoever opens nothing of it is refused")
    func settings() async throws {
        try await APIWorld.with { world in
            world.clock.advance(by: .seconds(1))
            #expect(try await world.send(.patch, world.path(""), as: "administrator", ["name": "Northwind Traders"]).status == 200)
            for role: RoleID in ["member", "associate"] {
                let answer = try await world.send(.get, APIPath.events(world.account), as: role)
                let items = answer.body["items"]?.array ?? []
                #expect(Set(items.compactMap { $0["action"]?.string?.prefix { $0 != "." } }) == ["account"], "\(role)")
                #expect(items.first?["by"]?["name"]?.string == "The administrator" && !answer.text.contains("@"), "\(role)")
            }
            #expect(try await world.send(.get, APIPath.events(world.account), as: "support-member").status == 403)
        }
    }

    @Test("What happened in the account in another product does not stand here, nor what happened in another account")
    func elsewhere() async throws {
        try await APIWorld.with { world in
            let account = world.account
            let now = world.clock.now()
            try await world.database.write { tx in
                for (product, on) in [("mail", "mem_1"), ("dashboard", "mem_2")] {
                    let details = ["product": product, "name": "of \(product)"]
                    try tx.append(AuditEvent(.memberRemoved, by: .operatorCommand, on: on, account: account, details: details), at: now)
                }
                let other = AccountID(at: now)
                try tx.append(AuditEvent(.memberRemoved, by: .operatorCommand, on: "mem_3", account: other), at: now)
            }
            let items = try await world.send(.get, APIPath.events(account), as: "administrator").body["items"]?.array ?? []
            let removed = items.filter { $0["action"]?.string == "member.removed" }.map { $0["subject"]?["id"]?.string }
            #expect(removed == ["mem_2"])
        }
    }

    @Test("Somebody who was removed stays in it by the name they have, and an erased one by no name of theirs")
    func gone() async throws {
        try await APIWorld.with { world in
            let member = try world.member("associate")
            let path = APIPath.member(world.account, member.id)
            #expect(try await world.send(.delete, path, as: "administrator").status == 200)
            func subject() async throws -> JSON? {
                let query = APIPath.events(world.account).query([("about", member.id.text)])
                return try await world.send(.get, query, as: "administrator").body["items"]?.array?.first?["subject"]
            }
            #expect(try await subject() == ["id": .string(member.id.text), "name": "The associate", "exists": false])
            let whole = try await world.send(.get, APIPath.events(world.account), as: "administrator").text
            #expect(!whole.contains("associate@northwind.example") && whole.contains("administrator@northwind.example"))
            let now = world.clock.now()
            try await world.database.write { try $0.eraseRecords(of: [member.person], at: now) }
            let name = try #require(try await subject()?["name"]?.string)
            #expect(!name.contains("associate"), "\(name)")
        }
    }

    @Test("No network and no address of a person stands in it, but that of an invitation")
    func networks() async throws {
        try await APIWorld.with { world in
            let sent = try await world.send(
                .post, world.path("/invitations"), as: "administrator", ["email": "new@example.com", "role": "member"])
            #expect(sent.status == 201)
            let account = world.account
            let now = world.clock.now()
            try await Circumstances.$current.withValue(Circumstances(network: "192.0.2.7")) {
                let person = try world.member("administrator").person
                let event = AuditEvent(.groupClosed, by: .person(person), on: "grp_1", account: account, details: ["product": "dashboard"])
                _ = try await world.database.write { try $0.append(event, at: now) }
            }
            let answer = try await world.send(.get, APIPath.events(account), as: "administrator").body
            let text = String(decoding: answer.bytes, as: UTF8.self)
            #expect(text.contains("group.closed") && !text.contains("192.0.2.7"))
            let invitation = answer["items"]?.array?.first { $0["action"]?.string == "invitation.sent" }
            #expect(invitation?["subject"]?["name"]?.string == "new@example.com")
        }
    }

    @Test(
        "A filter that cannot be read is refused by its name",
        arguments: ["kind=people2", "by=somebody", "since=yesterday", "until=x", "after=x"])
    func refused(_ query: String) async throws {
        try await APIWorld.with { world in
            let name = try #require(query.split(separator: "=").first.map(String.init))
            let value = try #require(query.split(separator: "=").last.map(String.init))
            let answer = try await world.send(.get, APIPath.events(world.account).query([(name, value)]), as: "administrator")
            #expect(answer.status == 400)
            #expect(String(decoding: answer.body.bytes, as: UTF8.self).contains("\"\(name)\""))
        }
    }

    @Test("Each action of an account is of one kind")
    func kinds() {
        let all = ActivityKind.allCases.flatMap(\.actions)
        #expect(Set(all).count == all.count && all.count > 40)
    }
}

import API
import Access
import Audit
import Core
import Directory
import HTTPTypes
import Identity
import SQL
import TestSupport
import Testing
import Web

@Suite("Contacts, language and time zone of an account", .onEveryDatabase)
struct ContactTests {
    private func change(_ world: APIWorld, _ body: JSON, as role: RoleID = "administrator") async throws -> Answer {
        try await world.send(.patch, world.path(""), as: role, body)
    }

    @Test("Whoever manages the settings sets them, whoever opens the settings reads the contacts, everybody the language and time zone")
    func roles() async throws {
        for role in try APIWorld.roles() {
            try await APIWorld.with { world in
                let manages = try RoleTable.row(role.rawValue, of: "dashboard")["settings"] == .manage
                let order: JSON = [
                    "contacts": ["security": "Security@northwind.example", "billing": nil], "locale": "sv", "zoneinfo": "Europe/Stockholm",
                ]
                let answer = try await change(world, order, as: role)
                #expect(answer.status == (manages ? 200 : 403), "\(role)")
                if !manages { #expect(try await change(world, order).status == 200) }
                let read = try await world.send(.get, world.path(""), as: role).body
                let contacts: JSON = ["technical": nil, "billing": nil, "security": "Security@northwind.example"]
                #expect(read["contacts"] == (manages ? contacts : .null), "\(role)")
                #expect(read["locale"]?.string == "sv" && read["zoneinfo"]?.string == "Europe/Stockholm")
                let me = try await world.send(.get, "/api/v1/me", as: role).body["current"]
                #expect(me?["locale"]?.string == "sv" && me?["zoneinfo"]?.string == "Europe/Stockholm", "\(role)")
            }
        }
    }

    @Test("What is not named stays, null takes away, and each change is one event, which names no address")
    func events() async throws {
        try await APIWorld.with { world in
            #expect(
                try await change(world, ["contacts": ["technical": "dev@a.example", "billing": "pay@a.example"], "locale": "sv"]).status
                    == 200)
            let again = try await change(world, ["contacts": ["technical": "dev@a.example"], "locale": "sv"])
            #expect(again.status == 200, "nothing changed")
            world.clock.advance(by: .seconds(1))
            let taken = try await change(world, ["contacts": ["billing": nil], "zoneinfo": "Asia/Tokyo"]).body
            #expect(taken["contacts"] == ["technical": "dev@a.example", "billing": nil, "security": nil])
            #expect(taken["name"]?.string == "Northwind" && taken["locale"]?.string == "sv")
            let text = try await world.send(.get, APIPath.events(world.account), as: "administrator")
            let items = text.body["items"]?.array ?? []
            let contacts = items.filter { $0["action"]?.string == "account.contacts-changed" }.compactMap {
                $0["details"]?["contacts"]?.string
            }
            #expect(contacts == ["billing", "technical, billing"])
            #expect(items.count { $0["action"]?.string == "account.reading-changed" } == 2)
            #expect(!text.text.contains("a.example"))
        }
    }

    @Test(
        "What is no address, language, zone or kind is refused by its name, and nothing is changed",
        arguments: [
            #"{"contacts":{"billing":"nobody"}}"#, #"{"contacts":{"sales":"a@b.example"}}"#, #"{"contacts":"a@b.example"}"#,
            #"{"locale":"tlh"}"#, #"{"zoneinfo":"Europe/Atlantis"}"#, "{}", #"{"name":"New","locale":"xx"}"#,
        ])
    func refused(_ body: String) async throws {
        try await APIWorld.with { world in
            let answer = try await change(world, try JSON(reading: Array(body.utf8)))
            #expect(answer.status == 422)
            #expect(try await world.send(.get, world.path(""), as: "administrator").body["name"]?.string == "Northwind")
        }
    }

    @Test("Mails about the account are in its language for whoever chose none, and in their own for whoever chose")
    func mails() async throws {
        try await APIWorld.with { world in
            #expect(try await change(world, ["locale": "sv"]).status == 200)
            let chose = try world.member("it-admin").person
            let now = world.clock.now()
            try await world.database.write { tx in try tx.setReading(chose, locale: "en", zoneinfo: "UTC", by: .person(chose), at: now) }
            #expect(try await world.send(.post, world.path("/access-requests"), as: "associate", ["area": "billing"]).status == 201)
            let letters = try await world.letters()
            #expect(letters.count { $0.contains("Fakturering") } == 1 && letters.count { $0.contains("Billing") } == 1)
            let invited: JSON = ["email": "new@example.com", "role": "member"]
            #expect(try await world.send(.post, world.path("/invitations"), as: "it-admin", invited).status == 201)
        }
    }

    @Test("The security contact is told when a verified domain of the account is lost")
    func lost() async throws {
        try await APIWorld.with { world in
            #expect(try await change(world, ["contacts": ["security": "security@northwind.example"]]).status == 200)
            let now = world.clock.now()
            let catalog = world.catalog
            let account = world.account
            try await world.database.write { tx in
                let domain = try Administration(tx, catalog: catalog, by: .operatorCommand, at: now).addDomain("lost.example", to: account)
                try DomainNotice(catalog: catalog).tellLost(domain, in: tx, at: now)
            }
            let told: [String] = try await world.database.read { tx in
                try tx.rows("SELECT recipient FROM outbox WHERE text_body LIKE '%lost.example%'").map { try $0["recipient"] }
            }
            #expect(Set(told) == ["administrator@northwind.example", "security@northwind.example"])
        }
    }
}

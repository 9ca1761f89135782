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

/// The list of an account's people: what is searched and filtered is found, nothing else, in the order asked for, page by page.
@Suite("Searching people", .onEveryDatabase) struct MemberSearchTests {
    private func found(_ world: APIWorld, _ query: [(String, String?)], as role: RoleID = "it-admin") async throws -> Answer {
        try await world.send(.get, APIPath.members(world.account).query(query), as: role)
    }

    private func names(_ answer: Answer) -> [String] {
        (answer.body["items"]?.array ?? []).compactMap { $0["person"]?["name"]?.string }
    }

    private func rename(_ world: APIWorld, _ role: RoleID, to name: String) async throws {
        let person = try world.member(role).person
        let now = world.clock.now()
        _ = try await world.database.write { try $0.rename(person, to: name, by: .operatorCommand, at: now) }
    }

    @Test("Words find the beginning of any word of a name, and of any part of an address, without regard to case and accents")
    func words() async throws {
        try await APIWorld.with { world in
            try await rename(world, "associate", to: "Åsa Þórsdóttir-Łukasz")
            try await rename(world, "member", to: "100% Anna_B")
            for words in ["asa", "ÅSA", "thors", "lukasz", "luk ÅS", "associate", "northwind associ", "associate@north"] {
                #expect(names(try await found(world, [("search", words)])).contains("Åsa Þórsdóttir-Łukasz"), "\(words)")
            }
            for words in ["sa", "orsd", "asa member", "associate@south", "%", "_sa", "'"] {
                let answer = try await found(world, [("search", words)])
                #expect(answer.status == 200)
                #expect(!names(answer).contains("Åsa Þórsdóttir-Łukasz"), "\(words)")
            }
            #expect(names(try await found(world, [("search", "b")])) == ["100% Anna_B"])
        }
    }

    @Test("Whoever signs in by a user name is found by it in its product alone")
    func userNames() async throws {
        try await APIWorld.with { world in
            let now = world.clock.now()
            for (role, product) in [("associate", "dashboard"), ("member", "mail")] {
                let person = try world.member(RoleID(rawValue: role)).person
                try await world.database.write { tx in
                    _ = try tx.run(
                        """
                        INSERT INTO login_names (product, canonical, person_id, written, created_at)
                        VALUES (\(product), \("kiosk-" + role), \(person), \("Kiosk-" + role), \(now))
                        """)
                }
            }
            let named = try world.member("support-member").person
            try await world.database.write { tx in
                _ = try tx.run(
                    """
                    INSERT INTO login_names (product, canonical, person_id, written, created_at)
                    VALUES ('dashboard', 'åsa berg', \(named), 'Åsa Berg', \(now))
                    """)
            }
            for words in ["åsa", "Åsa Berg", "berg"] { #expect(try await found(world, [("search", words)]).body["count"] == 1, "\(words)") }
            let answer = try await found(world, [("search", "Kiosk")])
            #expect(answer.body["count"] == 1, "\(answer.text)")
            #expect(try await found(world, [("search", "kiosk-member")]).body["count"] == 0)
        }
    }

    @Test("An address of the person that the account does not see finds nobody")
    func otherAddresses() async throws {
        try await APIWorld.with { world in
            let person = try world.member("associate").person
            let later = world.clock.now() + .seconds(1)
            try await world.database.write { tx in
                let address = try #require(EmailAddress("secret@elsewhere.example"))
                try tx.insert(
                    PersonAddress(id: AddressID(at: later), personID: person, address: address, createdAt: later)
                )
            }
            #expect(names(try await found(world, [("search", "secret@elsewhere")])).isEmpty)
            #expect(try await found(world, [("search", "secret")]).body["count"] == 0)
        }
    }

    @Test("Each filter lists those it says, together with the others, and the count is of all pages")
    func filters() async throws {
        try await APIWorld.with { world in
            func people(_ query: [(String, String?)]) async throws -> Set<String> {
                let answer = try await found(world, query, as: "administrator")
                #expect(answer.status == 200, "\(answer.text)")
                let items = answer.body["items"]?.array ?? []
                #expect(answer.body["count"]?.integer == Int64(items.count))
                return Set(items.compactMap { $0["id"]?.string })
            }
            func ids(_ roles: RoleID...) throws -> Set<String> { Set(try roles.map { try world.member($0).id.text }) }
            #expect(try await people([("role", "associate")]) == ids("associate"))
            #expect(try await people([("opens", "billing")]) == ids("administrator", "member"))
            #expect(try await people([("opens", "messages")]) == ids("administrator", "member", "support-member", "associate"))
            #expect(try await people([("manages", "messages")]) == ids("administrator", "member", "associate"))
            let project = world.projects[1].id.text
            #expect(try await people([("project", project)]) == ids("administrator", "it-admin"))
            #expect(try await people([("project", project), ("opens", "billing")]) == ids("administrator"))
            let both = world.projects.map(\.id.text).joined(separator: ",")
            #expect(try await people([("project", both), ("opens", "billing")]) == ids("administrator"))
            #expect(try await people([("project", both), ("opens", "messages")]) == ids("administrator"), "others see one of them")
            #expect(try await people([("role", "associate"), ("opens", "billing")]).isEmpty)
            let associate = try world.member("associate").id
            _ = try await world.send(
                .patch, APIPath.member(world.account, associate).text, as: "administrator", ["status": "suspended"])
            #expect(try await people([("status", "suspended")]) == ids("associate"))
            #expect(try await people([("opens", "messages")]) == ids("administrator", "member", "support-member"))
            #expect(try await people([("second_factor", "yes")]).isEmpty)
            let boss = try world.member("administrator").person
            let now = world.clock.now()
            let bytes = [UInt8](repeating: 1, count: 16)
            try await world.database.write { tx in
                try tx.run(
                    """
                    INSERT INTO passkeys (
                        id, person_id, kind, rp_id, credential_id, public_key, counter, backed_up, transports, name, set_by, created_at)
                    VALUES (
                        \(PasskeyID(at: now)), \(boss), 'passkey', 'id.example', \(bytes), \(bytes), 0, 0, '', 'Key', 'person', \(now))
                    """)
            }
            #expect(try await people([("second_factor", "no-passkey")]) == ids("member", "support-member", "associate", "it-admin"))
            #expect(try await people([("second_factor", "no-passkey"), ("status", "suspended")]) == ids("associate"))
            #expect(try await people([("status", "no-role")]).isEmpty)
            let recent = world.clock.now() - .days(40)
            let person = try world.member("member").person
            try await world.database.write { tx in
                try tx.run("UPDATE people SET last_sign_in_at = NULL")
                try tx.run("UPDATE people SET last_sign_in_at = \(recent) WHERE id = \(person)")
            }
            #expect(try await people([("signed_in", "never")]) == ids("administrator", "support-member", "associate", "it-admin"))
            // Whoever never signed in has been away for as long as they have been here.
            #expect(try await people([("signed_in", "not-for-90-days")]).isEmpty)
            #expect(try await people([("signed_in", "not-for-30-days")]) == ids("member"))
            let old = world.clock.now() - .days(91)
            try await world.database.write { _ = try $0.run("UPDATE members SET created_at = \(old)") }
            #expect(try await people([("signed_in", "not-for-90-days")]) == ids("administrator", "support-member", "associate", "it-admin"))
            #expect(try await people([("signed_in", "not-for-30-days")]).count == 5)
        }
    }

    @Test("Every order goes through all people once, page by page, though one of them leaves between two pages")
    func pages() async throws {
        try await APIWorld.with { world in
            // Two of one name.
            try await rename(world, "associate", to: "Anna")
            try await rename(world, "member", to: "anna")
            _ = try await world.send(
                .patch, world.path("/members/\(try world.member("support-member").id)"), as: "administrator", ["status": "suspended"])
            var lists: [String: [String]] = [:]
            for order in ["joined", "name", "last-sign-in", "role", "status"].flatMap({ [$0, "-" + $0] }) {
                var seen: [String] = []
                var next: String?
                repeat {
                    let answer = try await found(world, [("order", order), ("limit", "2"), ("after", next)])
                    #expect(answer.body["count"] == 5)
                    seen += (answer.body["items"]?.array ?? []).compactMap { $0["id"]?.string }
                    next = answer.body["next"]?.string
                } while next != nil && seen.count < 20
                #expect(seen.count == 5 && Set(seen).count == 5, "\(order)")
                lists[order] = seen
            }
            for order in ["joined", "name", "last-sign-in", "role", "status"] { #expect(lists["-" + order] == lists[order]?.reversed()) }
            #expect(lists["status"]?.last == (try world.member("support-member").id.text))
            let product = try #require(world.catalog["dashboard"])
            #expect(try lists["role"] == product.roles.map { try world.member($0.id).id.text })
            let first = try await found(world, [("order", "name"), ("limit", "1")])
            #expect(names(first).map { $0.lowercased() } == ["anna"])
            let gone = try #require(first.body["items"]?.array?.first?["id"]?.string)
            _ = try await world.send(.delete, world.path("/members/\(gone)"), as: "administrator")
            let second = try await found(world, [("order", "name"), ("limit", "1"), ("after", first.body["next"]?.string)])
            #expect(names(second).map { $0.lowercased() } == ["anna"])
        }
    }

    @Test("What cannot be listed is refused by its name, and a project of another account is unknown")
    func mistakes() async throws {
        try await APIWorld.with { world in
            for (name, value) in [
                ("status", "asleep"), ("second_factor", "maybe"), ("signed_in", "today"), ("order", "shoe-size"), ("limit", "0"),
                ("after", "mem_x"), ("after", "\(try world.member("member").id.text).AA"), ("opens", "cellar"),
                ("project", ProjectID(at: world.clock.now()).text), ("project", "x"),
                ("project", "\(world.projects[0].id.text),"), ("project", "\(world.projects[0].id.text),\(world.foreignProject.id.text)"),
            ] {
                let answer = try await found(world, [(name, value)])
                #expect(answer.status == 400, "\(name)=\(value): \(answer.text)")
            }
            #expect(try await found(world, [("search", "a")], as: "member").status == 403)
        }
    }
}

import API
import Access
import Audit
import Contract
import Core
import HTTPTypes
import Identity
import OpenID
import SQL
import TestSupport
import Testing
import Web

@Suite("What the dashboard records for the operator's programs", .onEveryDatabase)
struct BillingEventTests {
    private func send(_ world: APIWorld, _ body: JSON, as client: Client? = nil) async -> Answer {
        await world.send(.post, APIPath.billingEvents, token: nil, body, headers: ["Authorization": world.basic(client ?? world.product)])
    }

    private func program(_ world: APIWorld) async throws -> Client {
        let registration = ClientRegistration(name: "Finance", grantTypes: [.clientCredentials], scopes: [Scope.writeBilling])
        let now = world.clock.now()
        let made = try registration.client(at: now).client
        try await world.database.write { try $0.add(made, by: .operatorCommand, at: now) }
        return made
    }

    private func order(_ world: APIWorld, by client: String) -> JSON {
        [
            "event": "billing.topped-up", "client": .string(client), "subject": "bil_1", "order": "o1",
            "account": .string(world.account.text), "details": ["currency": "EUR"],
        ]
    }

    @Test("An event has the program as who did it, the account and the order, and no sum")
    func recorded() async throws {
        try await APIWorld.with { world in
            let program = try await program(world)
            let answer = await send(world, order(world, by: program.id.text))
            #expect(answer.status == 200, "\(answer.text)")
            let row = try #require(
                try await world.database.read { tx in
                    try tx.rows("SELECT actor, subject, account_id, details FROM audit_events WHERE action = 'billing.topped-up'").first
                })
            let said = try ["actor", "subject", "account_id", "details"].map { try row[$0] as String }
            let details = #"{"currency":"EUR","order":"o1","product":"dashboard"}"#
            #expect(said == ["client:" + program.id.text, "bil_1", world.account.text, details])
        }
    }

    @Test("Only the dashboard's own client records, only of programs that may book, and only what the log may hold")
    func refused() async throws {
        try await APIWorld.with { world in
            let program = try await program(world)
            let good = order(world, by: program.id.text)
            #expect(await world.send(.post, APIPath.billingEvents, token: nil, good).status == 401)
            #expect(await send(world, good, as: world.evaluator).code == "not-a-product")
            let wrong: [(String, JSON)] = [
                ("event", "person.removed"), ("client", .string(world.product.id.text)), ("client", .string(world.evaluator.id.text)),
                ("client", "cli_none"), ("account", .string(AccountID(at: Timestamp(seconds: 1)).text)), ("account", "acc"),
                ("details", ["amount": "250"]), ("details", ["currency": 5]), ("order", ""), ("sum", "250"),
            ]
            for (name, value) in wrong {
                let answer = await send(world, .object((good.object ?? []).filter { $0.0 != name } + [(name, value)]))
                #expect(answer.status == 422 || answer.status == 400, "\(name): \(answer.text)")
            }
            let now = world.clock.now()
            try await world.database.write { try $0.revokeClient(program.id, by: .operatorCommand, at: now) }
            #expect(await send(world, good).status == 422)
            let events = try await world.database.read { try $0.rows("SELECT id FROM audit_events WHERE action LIKE 'billing.%'").count }
            #expect(events == 0)
        }
    }

    @Test("An order of a program is told of once, however often and however many at once; another one by its name is refused")
    func once() async throws {
        try await APIWorld.with { world in
            let program = try await program(world)
            let good = order(world, by: program.id.text)
            let first = await send(world, good)
            world.clock.advance(by: .minutes(5))
            let answers = await withTaskGroup(of: Answer.self) { group in
                for _ in 0..<10 { group.addTask { await send(world, good) } }
                for _ in 0..<10 { group.addTask { await send(world, good.with("order", "o2")) } }
                return await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect((answers + [first]).allSatisfy { $0.status == 200 })
            #expect(answers.count { $0.text == first.text } == 10, "when it was recorded")
            for (name, value) in [
                ("subject", "bil_2"), ("details", ["currency": "USD"]), ("event", "billing.corrected"), ("account", .null),
            ] as [(String, JSON)] {
                let other = await send(world, good.with(name, value))
                #expect(other.status == 409 && other.code == "id-taken", "\(name): \(other.text)")
            }
            // Another program has names of its own.
            let second = try await self.program(world)
            #expect(await send(world, order(world, by: second.id.text)).status == 200)
            let rows = try await world.database.read { tx in
                try tx.rows("SELECT details FROM audit_events WHERE action LIKE 'billing.%'").map { try $0["details"] as String }
            }
            #expect(rows.count == 3 && rows.count { $0.contains(#""order":"o1""#) } == 2, "\(rows)")
        }
    }

    private func change(_ world: APIWorld, _ event: String, by role: RoleID) throws -> JSON {
        [
            "event": .string(event), "person": .string(try world.member(role).person.text), "subject": "bmk_1",
            "account": .string(world.account.text), "details": ["currency": "EUR", "billing_account": "bil_1"],
        ]
    }

    @Test("What somebody changes on the dashboard's pages has them as who did it, if they may do it in the account now")
    func ofPeople() async throws {
        try await APIWorld.with { world in
            let table = try RoleTable.of("dashboard")
            let billing = try #require(table.areas.firstIndex(of: "billing"))
            for row in table.rows {
                let level = row.levels[billing]
                let role = RoleID(rawValue: row.role)
                let set = await send(world, try change(world, "billing.mark-set", by: role))
                #expect(set.status == (level == .manage ? 200 : 422), "\(role): \(set.text)")
                let told = await send(world, try change(world, "billing.mark-people-chosen", by: role))
                #expect(told.status == (level == .nothing ? 422 : 200), "\(role): \(told.text)")
            }
            let member = try world.member("administrator")
            let rows = try await world.database.read { tx in
                try tx.rows("SELECT actor, account_id, details FROM audit_events WHERE action = 'billing.mark-set' ORDER BY id").map {
                    [try $0["actor"] as String, try $0["account_id"] as String, try $0["details"] as String]
                }
            }
            let details = #"{"billing_account":"bil_1","currency":"EUR","product":"dashboard"}"#
            #expect(rows.contains(["person:" + member.person.text, world.account.text, details]), "\(rows)")
            let good = try change(world, "billing.mark-set", by: "administrator")
            let wrong: [(String, JSON)] = [
                ("event", "billing.paid"), ("person", .string(world.stranger.person.text)), ("person", "per"), ("account", .null),
                ("account", .string(world.elsewhere.text)), ("client", .string(world.product.id.text)), ("order", "o1"), ("person", .null),
                ("details", ["amount": "5"]),
            ]
            for (name, value) in wrong {
                let answer = await send(world, .object((good.object ?? []).filter { $0.0 != name } + [(name, value)]))
                #expect(answer.status == 422, "\(name): \(answer.text)")
            }
        }
    }

    @Test("Its token is for the dashboard alone: the dashboard's client sees it, and no address of the ID takes it")
    func token() async throws {
        try await APIWorld.with { world in
            let registration = ClientRegistration(name: "Finance", grantTypes: [.clientCredentials], scopes: [Scope.writeBilling])
            let now = world.clock.now()
            let made = try registration.client(at: now)
            try await world.database.write { try $0.add(made.client, by: .operatorCommand, at: now) }
            let token = try await world.token(
                made.client, secret: try #require(made.secret?.exposed), [("grant_type", "client_credentials")])
            let seen = try JSON(reading: await world.provider.introspect(token: token, by: world.product, at: now))
            #expect(seen["active"]?.bool == true && seen["scope"]?.string == "billing.write" && seen["account"] == nil)
            #expect(seen["aud"]?.string == "urn:lanyard:product:dashboard")
            let other = try JSON(reading: await world.provider.introspect(token: token, by: world.evaluator, at: now))
            #expect(other["active"]?.bool == false)
            for path in [APIPath.clients.text, APIPath.me.text] {
                #expect(await world.send(.get, path, token: token).status == 401, "\(path)")
            }
        }
    }
}

import Contract
import Core
import ProductKit
import SQL
import Synchronization
import TestSupport
import Testing
import Traffic
import Web

@testable import Dashboard

@Suite("Marks below which a balance is told of", .onEveryDatabase)
struct BalanceMarkTests {
    private static let call = "POST /api/v1/notices"

    private func marks(_ served: Served) async throws -> [BalanceMark] {
        try await served.database.read { tx in try tx.balanceMarks() }
    }

    private func set(_ served: Served, _ amount: String, _ currency: String = "EUR") async -> Served.Answer {
        await served.post(BillingPath.newMark, from: BillingPath.newMark, [("amount", amount), ("currency", currency)])
    }

    private func spend(_ served: Served, _ id: String, _ price: String) async throws {
        try await Traffic.load([TrafficLine(id).with(\.price, price).text], into: served.database)
    }

    private func book(_ served: Served, _ amount: String) async throws {
        try await served.database.write { tx in
            try LedgerEntry.topUp(
                account: "acc_id", amount: Amount(amount) ?? .zero, currency: "EUR", at: Timestamp(seconds: 1_717_416_000), in: tx)
        }
    }

    @Test("Once each time the balance falls below a mark the ID is asked to tell whoever wants to know, and never a sum with it")
    func told() async throws {
        try await Served.with(.current, .administrator) { served in
            #expect(await set(served, "100").status == 303)
            served.id.state.withLock { $0.answers[Self.call] = (200, ["id": "ntc_1", "told": 1]) }
            let watch = BalanceWatch(served.site)
            func told() -> Int { served.id.calls.count { $0 == Self.call } }
            try await watch.work()
            #expect(told() == 0)
            try await spend(served, "big", "200")
            for _ in 0..<2 { try await watch.work() }
            #expect(told() == 1)
            #expect(await served.get(BillingPath.billing).text.contains("Below it now"))
            try await book(served, "500")
            for _ in 0..<2 { try await watch.work() }
            try await spend(served, "bigger", "480")
            for _ in 0..<2 { try await watch.work() }
            #expect(told() == 2)
            let mark = try #require(try await marks(served).first)
            #expect(mark.crossings == 2 && mark.isBelow)
        }
    }

    @Test("While the ID does not answer, the mark waits and is told of the next time")
    func down() async throws {
        try await Served.with(.current, .administrator) { served in
            #expect(await set(served, "100").status == 303)
            try await spend(served, "big", "200")
            served.id.state.withLock { $0.isDown = true }
            await #expect(throws: (any Error).self) { try await BalanceWatch(served.site).work() }
            #expect(try await marks(served).first?.isBelow == false)
            served.id.state.withLock {
                $0.isDown = false
                $0.answers[Self.call] = (200, ["id": "ntc_1", "told": 1])
            }
            try await BalanceWatch(served.site).work()
            #expect(try await marks(served).first?.isBelow == true)
        }
    }

    @Test("A mark that cannot be told of holds up no other")
    func failing() async throws {
        try await Served.with(.current, .administrator) { served in
            for amount in ["100", "90"] { #expect(await set(served, amount).status == 303) }
            try await spend(served, "big", "200")
            served.id.state.withLock { $0.isDown = true }
            let before = served.id.calls.count
            await #expect(throws: (any Error).self) { try await BalanceWatch(served.site).work() }
            #expect(served.id.calls.count - before == 2, "each mark is tried")
            #expect(try await marks(served).allSatisfy { !$0.isBelow })
        }
    }

    @Test("At most three, each an amount in a currency; everybody says for themselves whether they are told, and only managers remove one")
    func forms() async throws {
        try await Served.with(.current, .administrator) { served in
            for wrong in ["", "0", "-5", "ten", "1,5"] { #expect(await set(served, wrong).status == 422) }
            #expect(await set(served, "5", "euro").status == 422)
            for amount in ["300", "20", "10"] { #expect(await set(served, amount).status == 303) }
            #expect(await set(served, "5").status == 422)
            let first = try await marks(served)
            #expect(first.count == 3 && first.contains { $0.isBelow }, "below 300 from the start")
            let mark = try #require(first.last).id
            _ = await served.post(BillingPath.mark(mark), from: BillingPath.billing, [("act", "leave")])
            #expect(try await marks(served).first { $0.id == mark }?.people == [])
            for _ in 0..<2 { _ = await served.post(BillingPath.mark(mark), from: BillingPath.billing, [("act", "join")]) }
            #expect(try await marks(served).first { $0.id == mark }?.people.count == 1)
            #expect(await served.post(BillingPath.mark("bmk_none"), from: BillingPath.billing, [("act", "remove")]).status == 404)
            #expect(await served.post(BillingPath.mark(mark), from: BillingPath.billing, [("act", "remove")]).status == 303)
            #expect(try await marks(served).count == 2)
        }
    }

    private func choose(_ served: Served, _ mark: String, _ people: String...) async -> Served.Answer {
        await served.post(BillingPath.markPeople(mark), from: BillingPath.markPeople(mark), people.map { ("person", $0) })
    }

    private static let billed = BillingAccount(
        id: "bil_1", account: "acc_id", names: ["acc_id", "acc_1"], name: "Northwind AB", currency: "EUR", address: "Road 1", taxNumber: "",
        purchaseOrder: "", sinceMonth: 0)

    @Test("Whoever manages Billing and sees the people chooses who is told, among those who have Billing now")
    func chosen() async throws {
        try await Served.with(.current, .administrator) { served in
            #expect(await set(served, "100").status == 303)
            let mark = try #require(try await marks(served).first).id
            let page = await served.get(BillingPath.markPeople(mark)).text
            #expect(page.contains("value=\"per_administrator\" checked") && page.contains("value=\"per_member\"><"), "\(page)")
            #expect(!page.contains("The associate") && !page.contains("The support-member"))
            #expect(await choose(served, mark, "per_member", "per_administrator").status == 303)
            #expect(Set(try #require(try await marks(served).first).people) == ["per_member", "per_administrator"])
            for stranger in ["per_associate", "per_none", ""] {
                let refused = await choose(served, mark, "per_member", stranger)
                #expect(refused.status == 422 && refused.text.contains("they have Billing now"), "\(stranger)")
            }
            #expect(await choose(served, mark).status == 303)
            #expect(try await marks(served).first?.people == [])
            #expect(await served.get(BillingPath.markPeople("bmk_none")).status == 404)
        }
    }

    @Test("Where invoices are made, those alone are offered and told who see Billing in every project")
    func everyProject() async throws {
        try await Served.with(.current, .administrator) { served in
            #expect(await set(served, "100").status == 303)
            try await served.database.write { tx in try tx.insert(Self.billed, at: Timestamp(seconds: 1)) }
            let mark = try #require(try await marks(served).first).id
            let page = await served.get(BillingPath.markPeople(mark)).text
            #expect(page.contains("The administrator") && !page.contains("The member"))
            #expect(await choose(served, mark, "per_member").status == 422)
            #expect(await choose(served, mark, "per_administrator").status == 303)
            try await spend(served, "big", "200")
            served.id.state.withLock { $0.answers[Self.call] = (200, ["id": "ntc_1", "told": 1]) }
            try await BalanceWatch(served.site).work()
            let sent = try #require(try served.id.bodies(of: Self.call).last)
            #expect(sent["every_project"]?.bool == true && sent["people"] == ["per_administrator"], "\(sent)")
        }
    }

    @Test("Whoever may not know the people chooses for themselves alone, and the others stay; others with Billing say it of themselves")
    func unseen() async throws {
        try await Served.with(.current, .member, assigned: ["prj_checkout", "prj_alerts"]) { served in
            #expect(await set(served, "100").status == 303)
            let mark = try #require(try await marks(served).first)
            try await served.database.write { tx in
                var other = mark
                other.people = ["per_administrator"]
                try tx.update(other)
            }
            let page = await served.get(BillingPath.markPeople(mark.id)).text
            #expect(page.contains("you choose for yourself alone") && page.contains("1 other person stays chosen."))
            #expect(page.contains("value=\"per_member\"") && !page.contains("per_administrator") && !page.contains("The administrator"))
            #expect(await choose(served, mark.id, "per_administrator").status == 422)
            #expect(await choose(served, mark.id, "per_member").status == 303)
            #expect(try await marks(served).first?.people == ["per_administrator", "per_member"])
            // With an invoice to come, the ID tells those alone who see every project: they are not offered it.
            try await served.database.write { tx in
                try tx.insert(Self.billed, at: Timestamp(seconds: 1))
                try tx.update(mark)
            }
            #expect(await served.get(BillingPath.billing).text.contains("Do not tell me"))
            _ = await served.post(BillingPath.mark(mark.id), from: BillingPath.markPeople(mark.id), [("act", "leave")])
            #expect(!(await served.get(BillingPath.billing).text.contains("Tell me")))
            _ = await served.post(BillingPath.mark(mark.id), from: BillingPath.markPeople(mark.id), [("act", "join")])
            #expect(try await marks(served).first?.people == [])
        }
    }

    @Test("For roles without Billing there are no people to choose", arguments: [Role.support, .associate, .itAdmin])
    func closed(role: Role) async throws {
        try await Served.with(.current, .administrator) { served in
            #expect(await set(served, "100").status == 303)
            let mark = try #require(try await marks(served).first).id
            let refused = try Exchange.first { $0.path == "/api/v1/me?area=billing" && $0.asker == role.rawValue }.answer["refusal"]
            try served.id.setRole(role)
            served.id.state.withLock { $0.refusal = refused }
            let answer = await served.get(BillingPath.markPeople(mark))
            #expect(answer.status == 403 && !answer.text.contains("100"))
        }
    }

    @Test("A forecast is what is left divided by what a day of the last fourteen cost")
    func forecast() async throws {
        try await Traffic.with { database in
            let now = Timestamp(seconds: 1_717_416_000)
            let lines = (1...14).map { day in
                TrafficLine("d\(day)").with(\.sentAt, (now - .days(Int64(day))).milliseconds).with(\.price, "2").text
            }
            try await Traffic.load(lines, into: database)
            try await database.write { tx in
                try LedgerEntry.topUp(account: "acc_1", amount: Amount("48") ?? .zero, currency: "EUR", at: now, in: tx)
            }
            let found = try await database.read { tx in
                let balance = try #require(try Balance.find(accounts: ["acc_1"], .operatorCommand, in: tx).first)
                return try Forecast.of(balance, accounts: ["acc_1"], at: now, in: tx)
            }
            #expect(found == Forecast(lastDay: Day.of(now) + 10), "20 left at 2 a day")
        }
    }
}

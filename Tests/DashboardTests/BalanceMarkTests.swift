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

    /// As when the account begins to be billed.
    private func bill(_ served: Served, _ billing: BillingAccount = billed, at second: Int64 = 1) async throws {
        try await served.database.write { tx in
            try tx.insert(billing, at: Timestamp(seconds: second))
            try tx.giveBalanceMarks(to: billing)
        }
    }

    private static let labs = BillingAccount(
        id: "bil_2", account: "acc_id", names: ["acc_id", "acc_1"], name: "Labs", currency: "EUR", address: "Road 2", taxNumber: "",
        purchaseOrder: "", sinceMonth: 0)

    @Test("Where invoices are made, those alone are offered and told who see Billing in every project of that balance")
    func everyProject() async throws {
        try await Served.with(.current, .administrator) { served in
            #expect(await set(served, "100").status == 303)
            try await bill(served)
            let mark = try #require(try await marks(served).first).id
            let page = await served.get(BillingPath.markPeople(mark)).text
            #expect(page.contains("The administrator") && !page.contains("The member"))
            #expect(await choose(served, mark, "per_member").status == 422)
            #expect(await choose(served, mark, "per_administrator").status == 303)
            try await spend(served, "big", "200")
            served.id.state.withLock { $0.answers[Self.call] = (200, ["id": "ntc_1", "told": 1]) }
            try await BalanceWatch(served.site).work()
            let sent = try #require(try served.id.bodies(of: Self.call).last)
            #expect(sent["projects"] == ["prj_alerts", "prj_checkout"] && sent["people"] == ["per_administrator"], "\(sent)")
        }
    }

    @Test("A mark is about one billing account: what is used at another crosses it not, and each has three")
    func ofOnePayer() async throws {
        try await Served.with(.current, .administrator) { served in
            #expect(await set(served, "100").status == 303)
            try await bill(served)
            try await bill(served, Self.labs, at: 2)
            #expect(try await marks(served).map(\.billing) == ["bil_1"], "the oldest that is billed in its currency has it now")
            let alerts = try #require(try await Traffic.numbers(served.database, "Alerts").first)
            try await served.database.write { tx in try tx.move(alerts, to: "bil_2", from: 0, by: "per_1", at: Timestamp(seconds: 1)) }
            served.id.state.withLock { $0.answers[Self.call] = (200, ["id": "ntc_1", "told": 1]) }
            try await Traffic.load(
                [TrafficLine("dear").with(\.project, "Alerts").with(\.price, "200").text], into: served.database)
            try await BalanceWatch(served.site).work()
            #expect(try await marks(served).allSatisfy { !$0.isBelow }, "250.99 are left of the other")
            func add(_ amount: String, _ billing: String) async -> Int {
                await served.post(BillingPath.newMark, from: BillingPath.newMark, [("amount", amount), ("billing", billing)]).status
            }
            for amount in ["-200", "", "0"] { #expect(await add(amount, "bil_2") == 422) }
            for unknown in ["bil_none", ""] { #expect(await add("5", unknown) == 422) }
            for amount in ["10", "20", "30"] { #expect(await add(amount, "bil_2") == 303) }
            #expect(await add("40", "bil_2") == 422)
            #expect(await add("40", "bil_1") == 303)
            #expect(try await marks(served).count { $0.billing == "bil_2" && $0.isBelow } == 3, "200 were used, and nothing was paid")
            try await spend(served, "big", "200")
            try await BalanceWatch(served.site).work()
            let sent = try served.id.bodies(of: Self.call)
            #expect(sent.count == 1 && sent.first?["projects"] == ["prj_checkout"], "\(sent)")
            let page = await served.get(BillingPath.billing).text
            #expect(page.contains("Northwind AB") && page.contains("Labs"))
        }
    }

    @Test("A balance, its ledger and its marks are there for those who see every project that was ever billed there, and for nobody else")
    func readers() async throws {
        try await Served.with(.current, .administrator) { served in
            try await bill(served)
            try await bill(served, Self.labs, at: 2)
            let alerts = try #require(try await Traffic.numbers(served.database, "Alerts").first)
            try await served.database.write { tx in
                try tx.move(alerts, to: "bil_2", from: 0, by: "per_1", at: Timestamp(seconds: 1))
                for (id, billing, amount) in [("one", "bil_1", "11"), ("two", "bil_2", "22")] {
                    let mark = BalanceMark(
                        id: "bmk_\(id)", account: "acc_id", accounts: ["acc_id", "acc_1"], billing: billing, currency: "EUR",
                        amount: Amount(amount) ?? .zero, people: ["per_administrator"])
                    try tx.insert(mark, at: Timestamp(seconds: 3))
                }
            }
            try served.id.setRole(.member, assigned: ["prj_checkout"])
            let page = await served.get(BillingPath.billing)
            #expect(page.text.contains("There are others") && page.text.contains("11.00") && page.text.contains("250.9"), "\(page.text)")
            #expect(!page.text.contains("22.00") && !page.text.contains("Labs"))
            #expect(!(await served.get(BillingPath.ledger).text.contains("Labs")))
            for act in ["join", "leave", "remove"] {
                #expect(await served.post(BillingPath.mark("bmk_two"), from: BillingPath.newMark, [("act", act)]).status == 404)
            }
            #expect(await served.get(BillingPath.markPeople("bmk_two")).status == 404)
            #expect(
                await served.post(BillingPath.newMark, from: BillingPath.newMark, [("amount", "5"), ("billing", "bil_2")]).status == 422)
            try served.id.setRole(.member, assigned: ["prj_alerts"])
            let other = await served.get(BillingPath.billing)
            #expect(other.text.contains("22.00") && !other.text.contains("11.00") && !other.text.contains("250.9"))
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
            // Where somebody is billed, whoever sees each of those projects is told, whether or not there are others.
            try await bill(served)
            _ = await served.post(BillingPath.mark(mark.id), from: BillingPath.markPeople(mark.id), [("act", "leave")])
            #expect(await served.get(BillingPath.billing).text.contains("Tell me"))
            try await served.database.write { tx in try tx.run("UPDATE traffic_projects SET project_id = NULL WHERE name = 'Alerts'") }
            #expect(await served.get(BillingPath.billing).text.contains("This is what yours cost"))
            #expect(await served.post(BillingPath.mark(mark.id), from: BillingPath.newMark, [("act", "join")]).status == 404)
            #expect(try await marks(served).first?.people == ["per_administrator"])
        }
    }

    @Test("Setting a mark, choosing its people, joining, leaving and removing it are events with who did it, and never a sum")
    func events() async throws {
        try await Served.with(.current, .administrator) { served in
            try await bill(served)
            _ = await served.post(BillingPath.newMark, from: BillingPath.newMark, [("amount", "321"), ("billing", "bil_1")])
            let mark = try #require(try await marks(served).first).id
            #expect(await choose(served, mark, "per_member", "per_administrator").status == 422, "the member sees one project of two")
            for act in ["leave", "leave", "join", "join"] {
                _ = await served.post(BillingPath.mark(mark), from: BillingPath.billing, [("act", act)])
            }
            #expect(await choose(served, mark).status == 303)
            #expect(await choose(served, mark).status == 303)
            _ = await served.post(BillingPath.mark(mark), from: BillingPath.billing, [("act", "remove")])
            let by = served.own
            let of = "billing_account=bil_1 currency=EUR"
            #expect(
                try served.id.billingEvents() == [
                    "billing.mark-set \(by) \(of)", "billing.mark-people-chosen \(by) \(of) removed=\(by)",
                    "billing.mark-people-chosen \(by) added=\(by) \(of)", "billing.mark-people-chosen \(by) \(of) removed=\(by)",
                    "billing.mark-removed \(by) \(of)",
                ])
            #expect(try served.id.bodies(of: FakeID.billingEvents).allSatisfy { !"\($0)".contains("321") })
        }
    }

    @Test("While the log does not take it, no mark is set, changed or removed")
    func unlogged() async throws {
        try await Served.with(.current, .administrator) { served in
            #expect(await set(served, "100").status == 303)
            let before = try await marks(served)
            let mark = try #require(before.first).id
            let refusal = try Exchange.first { $0.route == FakeID.billingEvents && $0.status == 422 }.answer
            served.id.state.withLock { $0.answers[FakeID.billingEvents] = (422, refusal) }
            #expect(await set(served, "50").status == 502)
            #expect(await choose(served, mark).status == 502)
            for act in ["leave", "remove"] {
                #expect(await served.post(BillingPath.mark(mark), from: BillingPath.billing, [("act", act)]).status == 502)
            }
            #expect(try await marks(served) == before)
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
                let shares = try BillingShares(of: "acc_1", names: ["acc_1"], in: tx)
                let payer = try #require(shares.payer("", "EUR"))
                return try Standing.find(payer, shares, .operatorCommand, at: now, in: tx).forecast
            }
            #expect(found == Forecast(lastDay: Day.of(now) + 10), "20 left at 2 a day")
        }
    }
}

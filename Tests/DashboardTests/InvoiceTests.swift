import Contract
import Core
import HTTPTypes
import ProductKit
import SQL
import Synchronization
import TestSupport
import Testing
import Traffic
import Web

@testable import Dashboard

@Suite("Invoices", .onEveryDatabase)
struct InvoiceTests {
    /// The first of June 2024; what `TrafficLine` sends by default was sent in May.
    private static let june = Timestamp(seconds: 1_717_200_000)
    private static let may = Month.of(june) - 1
    private static let sentInMay = (june - .days(3)).milliseconds
    private static let seller = Seller(name: "Lanyard Ltd", address: "1 Street", taxNumber: "SE1", series: "INV")

    private func billing(
        _ name: String = "Northwind AB", tax: BillingAccount.Tax = .init(category: "S", rate: 2500), _ number: Int = 1
    ) -> BillingAccount {
        BillingAccount(
            id: "bil_\(number)", account: "acc_id", names: ["acc_id", "acc_1"], name: name, currency: "EUR", address: "Road 1\n111 22 Town",
            taxNumber: "SE2", purchaseOrder: "PO 7", tax: tax, sinceMonth: Self.may - 1)
    }

    private func line(_ id: String, _ price: String, _ country: String = "SE", _ project: String = "Checkout", at: Int64 = Self.sentInMay)
        -> String
    {
        TrafficLine(id).with(\.price, price).with(\.country, country).with(\.project, project).with(\.sentAt, at).text
    }

    private func issue(_ database: any Database, _ billing: BillingAccount, month: Int = Self.may, at now: Timestamp = Self.june)
        async throws -> Invoice?
    {
        try await database.write { tx in try Invoicing(tx, seller: Self.seller, at: now).issue(billing, month: month) }
    }

    private func lines(_ database: any Database, _ invoice: Invoice) async throws -> [String] {
        try await database.read { tx in
            try tx.lines(of: invoice).map { "\($0.name) \($0.country) \($0.messages) \($0.amount.decimal(.operatorCommand))" }
        }
    }

    @Test("A month is invoiced once, a line for each project and country rounded half up, with its tax; the difference is booked")
    func issued() async throws {
        try await Traffic.with { database in
            let billing = billing()
            try await database.write { tx in try tx.insert(billing, at: Self.june) }
            try await Traffic.load(
                [line("a", "0.0075"), line("b", "0.0075"), line("c", "0.0049", "NO"), line("d", "1.2", "SE", "Alerts")], into: database)
            let invoice = try #require(try await issue(database, billing))
            #expect(invoice.number == "INV-000001")
            #expect(try await lines(database, invoice).sorted() == ["Alerts SE 1 1.20", "Checkout NO 1 0.00", "Checkout SE 2 0.02"])
            #expect(invoice.net == Amount("1.22") && invoice.tax == Amount("0.31"), "0.305 is rounded half up")
            #expect(try await issue(database, billing) == nil, "once")
            let entries = try await database.read { tx in try LedgerEntry.find(accounts: ["acc_id"], .operatorCommand, in: tx) }
            #expect(entries.first { $0.kind == .tax }?.amount == Amount("-0.31"))
            #expect(entries.first { $0.kind == .rounding }?.amount == Amount("-0.0001"), "1.2199 was used, 1.22 is asked for")
            let balance = try await database.read { tx in try Balance.find(accounts: ["acc_id", "acc_1"], .operatorCommand, in: tx) }
            #expect(balance.first?.amount == Amount("-1.53"), "what is to be paid")
        }
    }

    @Test("What comes in late stands on the next invoice, with its month; what was billed stays as it was")
    func late() async throws {
        try await Traffic.with { database in
            let billing = billing(tax: .init())
            try await database.write { tx in try tx.insert(billing, at: Self.june) }
            try await Traffic.load([line("a", "1")], into: database)
            let first = try #require(try await issue(database, billing))
            try await Traffic.load([line("late", "0.5"), line("j", "2", at: Self.june.milliseconds + 1000)], into: database)
            let second = try #require(try await issue(database, billing, month: Self.may + 1, at: Self.june + .days(30)))
            #expect(second.number == "INV-000002" && second.net == Amount("2.5"))
            let months = try await database.read { tx in try tx.lines(of: second).map(\.month) }
            #expect(months == [Self.may + 1, Self.may])
            let again = try await database.read { tx in try tx.invoice(first.id) }
            #expect(again == first)
            try await Traffic.load([line("a", "0.25")], into: database)
            #expect(
                try await issue(database, billing, month: Self.may + 2, at: Self.june + .days(60)) == nil,
                "it would ask for less than nothing")
            try await Traffic.load([line("k", "2", at: Self.june.milliseconds + 2000)], into: database)
            let third = try #require(try await issue(database, billing, month: Self.may + 3, at: Self.june + .days(90)))
            #expect(third.net == Amount("1.25"), "a price that was corrected comes off the next one")
        }
    }

    @Test("A project that moved is invoiced where it was in each month")
    func moved() async throws {
        try await Traffic.with { database in
            let first = billing()
            let second = billing("Northwind Labs", 2)
            try await Traffic.load(
                [line("a", "1"), line("b", "3", "SE", "Alerts"), line("c", "5", "SE", "Alerts", at: Self.june.milliseconds + 1000)],
                into: database)
            let alerts = try #require(try await Traffic.numbers(database, "Alerts").first)
            try await database.write { tx in
                try tx.insert(first, at: Self.june)
                try tx.insert(second, at: Self.june + .seconds(1))
                try tx.move(alerts, to: second.id, from: Self.may + 1, by: "per_1", at: Timestamp(seconds: 1))
            }
            #expect(try await issue(database, first)?.net == Amount("4"))
            #expect(try await issue(database, second) == nil, "nothing of May")
            #expect(try await issue(database, first, month: Self.may + 1) == nil)
            #expect(try await issue(database, second, month: Self.may + 1)?.net == Amount("5"))
            let ever = try await database.read { tx in
                (try tx.projectsEverBilled(at: first), try tx.projectsEverBilled(at: second))
            }
            #expect(ever.0.count == 2 && ever.1 == [alerts])
        }
    }

    @Test("Numbers have no gap, also where an invoice fails")
    func numbers() async throws {
        try await Traffic.with { database in
            let billing = billing()
            try await database.write { tx in try tx.insert(billing, at: Self.june) }
            try await Traffic.load([line("a", "1")], into: database)
            struct Stop: Error {}
            await #expect(throws: Stop.self) {
                try await database.write { tx in
                    _ = try Invoicing(tx, seller: Self.seller, at: Self.june).issue(billing, month: Self.may)
                    throw Stop()
                }
            }
            #expect(try await issue(database, billing)?.number == "INV-000001")
        }
    }

    @Test("A credit note gives back at most what the invoice asked for, with its tax, and payments settle the oldest first")
    func credited() async throws {
        try await Traffic.with { database in
            let billing = billing()
            try await database.write { tx in try tx.insert(billing, at: Self.june) }
            try await Traffic.load([line("a", "10")], into: database)
            let invoice = try #require(try await issue(database, billing))
            func credit(_ net: String) async throws -> Invoice {
                try await database.write { tx in
                    try Invoicing(tx, seller: Self.seller, at: Self.june).credit(invoice, net: Amount(net) ?? .zero, note: "Outage")
                }
            }
            for (wrong, why) in [("0", Invoicing.CreditRefusal.notPositive), ("10.01", .tooMuch), ("0.001", .tooFine)] {
                await #expect(throws: why) { _ = try await credit(wrong) }
            }
            let note = try await credit("4")
            #expect(note.number == "INV-000002" && note.tax == Amount("1") && note.refersTo == invoice.number)
            await #expect(throws: Invoicing.CreditRefusal.tooMuch) { _ = try await credit("6.01") }
            func open() async throws -> [Amount] {
                try await database.read { tx in try InvoiceState.all(of: billing, in: tx).filter { $0.invoice.kind == .invoice }.map(\.open)
                }
            }
            #expect(try await open() == [Amount("7.5")])
            try await database.write { tx in
                _ = try LedgerEntry.topUp(account: "acc_id", amount: Amount("7.5") ?? .zero, currency: "EUR", at: Self.june, in: tx)
            }
            #expect(try await open() == [.zero])
            let balance = try await database.read { tx in try Balance.find(accounts: ["acc_id", "acc_1"], .operatorCommand, in: tx) }
            #expect(balance.first?.amount == .zero)
        }
    }

    @Test(
        "A payment counts for the invoice that it names, what is left of it and what names none for the oldest, and a credit note for its own"
    )
    func named() async throws {
        try await Traffic.with { database in
            let billing = billing(tax: .init())
            try await database.write { tx in try tx.insert(billing, at: Self.june) }
            var numbers: [String] = []
            for month in 0..<3 {
                let at = Self.sentInMay + Int64(month) * 2_592_000_000
                try await Traffic.load([line("m\(month)", "10", at: at)], into: database)
                let invoice = try await issue(database, billing, month: Self.may + month, at: Self.june + .days(Int64(31 * month)))
                numbers.append(try #require(invoice).number)
            }
            func pay(_ amount: String, _ invoice: String? = nil) async throws {
                let money = try #require(Amount(amount))
                try await database.write { tx in
                    let change =
                        invoice.map { MoneyIn(payment: money, of: $0, by: billing, note: "") }
                        ?? MoneyIn(topUp: money, "EUR", account: "acc_id", billing: billing, note: "")
                    _ = try change.carryOut(.operatorCommand, at: Self.june, in: tx)
                }
            }
            func states() async throws -> [String] {
                try await database.read { tx in
                    try InvoiceState.all(of: billing, in: tx).filter { $0.invoice.kind == .invoice }.reversed().map {
                        "\($0.kind) \($0.open.decimal(.operatorCommand))"
                    }
                }
            }
            #expect(try await states() == ["open 10.00", "open 10.00", "open 10.00"])
            try await pay("4", numbers[1])
            #expect(try await states() == ["open 10.00", "partPaid 6.00", "open 10.00"])
            try await pay("8", numbers[1])
            #expect(try await states() == ["partPaid 8.00", "paid 0.00", "open 10.00"], "2 were too much for it")
            try await pay("3")
            #expect(try await states() == ["partPaid 5.00", "paid 0.00", "open 10.00"])
            func credit(_ number: String, _ net: String) async throws {
                try await database.write { tx in
                    let invoice = try #require(try tx.invoice(numbered: number))
                    _ = try Invoicing(tx, seller: Self.seller, at: Self.june).credit(invoice, net: Amount(net) ?? .zero, note: "x")
                }
            }
            try await credit(numbers[2], "10")
            #expect(try await states() == ["partPaid 5.00", "paid 0.00", "credited 0.00"])
            try await credit(numbers[1], "7")
            #expect(try await states() == ["paid 0.00", "paid 0.00", "credited 0.00"], "what was paid of it pays the oldest now")
        }
    }

    @Test("A payment names an invoice of its billing account, in its currency")
    func wronglyNamed() async throws {
        try await Traffic.with { database in
            let billing = billing()
            try await database.write { tx in
                try tx.insert(billing, at: Self.june)
                try tx.insert(self.billing("Labs", 2), at: Self.june + .seconds(1))
            }
            try await Traffic.load([line("a", "10")], into: database)
            let invoice = try #require(try await issue(database, billing))
            let note = try await database.write { tx in
                try Invoicing(tx, seller: Self.seller, at: Self.june).credit(invoice, net: Amount("1") ?? .zero, note: "x")
            }
            let labs = self.billing("Labs", 2)
            for (number, currency, of, field) in [
                ("INV-000009", nil, billing, "invoice"), (note.number, nil, billing, "invoice"), (invoice.number, nil, labs, "invoice"),
                (invoice.number, "USD", billing, "currency"),
            ] {
                let money = try #require(Amount("5"))
                let refusal = await #expect(throws: BillingRefusal.self) {
                    try await database.read { tx in try MoneyIn(payment: money, currency, of: number, by: of, note: "").check(in: tx) }
                }
                #expect(refusal?.field == field, "\(number) \(currency ?? ""): \(refusal?.message ?? "")")
            }
        }
    }

    @Test(
        "Credit notes give back the invoice's tax to the last unit, and what was paid before invoices began pays for what was used before")
    func whole() async throws {
        try await Traffic.with { database in
            let billing = BillingAccount(
                id: "bil_1", account: "acc_id", names: ["acc_id", "acc_1"], name: "Northwind AB", currency: "EUR", address: "Road 1",
                taxNumber: "", purchaseOrder: "", tax: .init(category: "S", rate: 2500), sinceMonth: Self.may)
            try await database.write { tx in
                try tx.insert(billing, at: Self.june)
                _ = try LedgerEntry.topUp(account: "acc_id", amount: Amount("25") ?? .zero, currency: "EUR", at: Self.june, in: tx)
            }
            try await Traffic.load([line("before", "20", at: Self.sentInMay - 40 * 86_400_000), line("a", "10.02")], into: database)
            let invoice = try #require(try await issue(database, billing))
            func open() async throws -> Amount? {
                try await database.read { tx in try InvoiceState.all(of: billing, in: tx).first { $0.invoice.kind == .invoice }?.open }
            }
            #expect(invoice.tax == Amount("2.51") && invoice.net == Amount("10.02"))
            #expect(try await open() == Amount("7.53"), "20 of the 25 were used before")
            for net in ["5.01", "5.01"] {
                _ = try await database.write { tx in
                    try Invoicing(tx, seller: Self.seller, at: Self.june).credit(invoice, net: Amount(net) ?? .zero, note: "x")
                }
            }
            let notes = try await database.read { tx in try tx.credited(invoice) }
            #expect(notes.net == invoice.net && notes.tax == invoice.tax)
        }
    }

    @Test("Who is billed is decided by those who see every project, and the balance and its marks go with that")
    func everyProject() async throws {
        try await Served.with(.current, .member) { served in
            let good = [("name", "Mine"), ("address", "Road 1"), ("currency", "EUR")]
            #expect(await served.get(InvoicePath.newAccount).status == 403)
            #expect(await served.post(InvoicePath.accounts, from: BillingPath.newMark, good).status == 403)
            let empty = BillingAccount(
                id: "bil_2", account: "acc_id", names: ["acc_id"], name: "Labs", currency: "EUR", address: "Road 1", taxNumber: "",
                purchaseOrder: "", sinceMonth: 0)
            try await served.database.write { tx in
                try tx.insert(billing(), at: Self.june)
                try tx.insert(empty, at: Self.june + .seconds(1))
            }
            for path in [InvoicePath.account("bil_2"), InvoicePath.account("bil_1"), BillingPath.newMark] {
                #expect(await served.get(path).status == 404)
            }
        }
    }

    @Test("Invoices, ledger, usage and messages add up for any traffic", arguments: 1...6)
    func addsUp(seed: UInt64) async throws {
        try await Traffic.with { database in
            var random = SeededNumbers(seed: seed)
            func next(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
            let billing = billing(tax: .init(category: "S", rate: next(2600)))
            try await database.write { tx in try tx.insert(billing, at: Self.june) }
            var prices: [String: Amount] = [:]
            for round in 0..<3 {
                var batch: [String] = []
                for _ in 0..<30 {
                    let id = "m\(next(60))"
                    let price = "0.\(next(10))\(next(10))\(next(10))\(next(10))\(next(10))"
                    prices[id] = Amount(price)
                    let at = Self.sentInMay + Int64(next(3)) * 2_592_000_000 - 2_592_000_000
                    batch.append(line(id, price, ["SE", "NO", ""][next(3)], ["Checkout", "Alerts"][next(2)], at: at))
                }
                try await Traffic.load(batch, into: database)
                _ = try await issue(database, billing, month: Self.may + round, at: Self.june + .days(Int64(31 * round)))
            }
            let used = prices.values.reduce(Amount.zero, +)
            try await database.read { tx in
                let balance = try #require(try Balance.find(accounts: billing.names, .operatorCommand, in: tx).first)
                #expect(balance.used == used)
                let invoices = try tx.wholeInvoices(of: billing.id)
                let entries = try LedgerEntry.find(accounts: billing.names, .operatorCommand, in: tx)
                func sum(_ kind: LedgerEntry.Kind) -> Amount { entries.filter { $0.kind == kind }.reduce(.zero) { $0 + $1.amount } }
                let net = invoices.reduce(Amount.zero) { $0 + $1.net }
                let tax = invoices.reduce(Amount.zero) { $0 + $1.tax }
                #expect(sum(.tax) == .zero - tax)
                // What no invoice has yet was sent in the month after the last one.
                var open = Amount.zero
                try tx.each("SELECT cost_whole - billed_whole AS whole, cost_rest - billed_rest AS rest FROM usage_countries") { row in
                    open = open + Amount(whole: try row["whole"], rest: try row["rest"])
                }
                #expect(net + sum(.rounding) == used - open, "an invoice asks for what was used, but for the rounding that is booked")
                #expect(balance.amount == .zero - net - tax - open)
                let states = try InvoiceState.all(of: billing, in: tx)
                #expect(states.allSatisfy { $0.paid == .zero && $0.open == $0.invoice.total })
                for invoice in invoices { #expect(try tx.lines(of: invoice).reduce(Amount.zero) { $0 + $1.amount } == invoice.net) }
            }
        }
    }

    @Test("What is open of invoices, what is paid too much and what is not invoiced yet add up to the balance", arguments: 1...8)
    func settles(seed: UInt64) async throws {
        try await Traffic.with { database in
            var random = SeededNumbers(seed: seed)
            func next(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
            let billing = billing(tax: .init(category: "S", rate: next(2600)))
            try await database.write { tx in try tx.insert(billing, at: Self.june) }
            var paid = Amount.zero
            for round in 0..<4 {
                let at = Self.sentInMay + Int64(round) * 2_592_000_000
                try await Traffic.load(
                    (0..<5).map { line("m\(round)-\($0)", "\(next(9)).\(next(10))\(next(10))\(next(10))", at: at) }, into: database)
                _ = try await issue(database, billing, month: Self.may + round, at: Self.june + .days(Int64(31 * round)))
                let amount = Amount(units: Int128(1 + next(3000)) * 1_000_000)
                let pick = next(4)
                let names = next(3)
                let credits = next(2)
                paid = paid + amount
                try await database.write { tx in
                    let invoices = try tx.wholeInvoices(of: billing.id).filter { $0.kind == .invoice }
                    let named = invoices[pick % invoices.count]
                    let change =
                        names > 0
                        ? MoneyIn(payment: amount, of: named.number, by: billing, note: "")
                        : MoneyIn(topUp: amount, "EUR", account: "acc_id", billing: billing, note: "")
                    _ = try change.carryOut(.operatorCommand, at: Self.june, in: tx)
                    let left = named.net - (try tx.credited(named).net)
                    guard credits > 0, left > .zero else { return }
                    let net = Amount(units: left.units / 2).rounded(to: 2)
                    guard net > .zero else { return }
                    _ = try Invoicing(tx, seller: Self.seller, at: Self.june).credit(named, net: net, note: "x")
                }
            }
            let put = paid
            try await database.read { tx in
                let balance = try #require(try Balance.find(accounts: billing.names, .operatorCommand, in: tx).first)
                let states = try InvoiceState.all(of: billing, in: tx)
                let open = states.reduce(Amount.zero) { $0 + $1.open }
                let used = states.reduce(Amount.zero) { $0 + $1.paid }
                #expect(states.allSatisfy { !$0.open.isNegative && !$0.paid.isNegative })
                var unbilled = Amount.zero
                try tx.each("SELECT cost_whole - billed_whole AS whole, cost_rest - billed_rest AS rest FROM usage_countries") { row in
                    unbilled = unbilled + Amount(whole: try row["whole"], rest: try row["rest"])
                }
                #expect(used <= put)
                #expect(used == put || open == .zero, "nothing is open while money is left")
                #expect(balance.amount == (put - used) - open - unbilled)
            }
        }
    }

    @Test("The balances of billing accounts add up to the account's in each currency, whichever project moved when", arguments: 1...6)
    func sharesAddUp(seed: UInt64) async throws {
        try await Traffic.with { database in
            var random = SeededNumbers(seed: seed)
            func next(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
            let all = (1...3).map { number in
                BillingAccount(
                    id: "bil_\(number)", account: "acc_id", names: ["acc_id", "acc_1"], name: "N\(number)",
                    currency: number == 3 ? "SEK" : "EUR",
                    address: "Road 1", taxNumber: "", purchaseOrder: "", sinceMonth: Self.may)
            }
            let batch = (0..<60).map { number in
                TrafficLine("m\(number)").with(\.price, "0.\(next(9))\(next(10))\(next(10))7").with(
                    \.currency, ["EUR", "EUR", "SEK", "USD"][next(4)]
                )
                .with(\.project, ["Checkout", "Alerts", "Shop"][next(3)])
                .with(\.sentAt, Self.sentInMay + Int64(next(4)) * 2_592_000_000 - 5_184_000_000).text
            }
            try await Traffic.load(batch, into: database)
            let moves = (0..<5).map { _ in (["Checkout", "Alerts", "Shop"][next(3)], all[next(3)].id, Self.may + next(3)) }
            let paid = (0..<6).map { _ in (Amount("\(1 + next(90)).\(next(10))") ?? .zero, ["", "bil_1", "bil_2", "bil_3"][next(4)]) }
            let numbers = try await database.read { tx in try TrafficProject.all(accounts: ["acc_1"], in: tx) }
            try await database.write { tx in
                for (second, one) in all.enumerated() { try tx.insert(one, at: Self.june + .seconds(Int64(second))) }
                for (name, billing, month) in moves {
                    guard let project = numbers.first(where: { $0.name == name }) else { continue }
                    try tx.move(project.number, to: billing, from: month, by: "per_1", at: Timestamp(seconds: 1))
                }
                for (number, (amount, billing)) in paid.enumerated() {
                    let entry = LedgerEntry(
                        id: "led_\(number)", account: "acc_id", at: Self.june, amount: amount, currency: billing == "bil_3" ? "SEK" : "EUR",
                        note: "", billingAccount: billing)
                    try entry.insert(in: tx)
                }
            }
            try await database.read { tx in
                let shares = try BillingShares(of: "acc_id", names: ["acc_id", "acc_1"], in: tx)
                for whole in try Balance.find(accounts: shares.names, .operatorCommand, in: tx) {
                    let parts = try shares.payers(and: [whole.currency]).filter { $0.currency == whole.currency }.map {
                        try Balance.find(of: $0, shares, .operatorCommand, in: tx)
                    }
                    #expect(parts.count == ["EUR": 2, "SEK": 1, "USD": 1][whole.currency])
                    #expect(parts.reduce(Amount.zero) { $0 + $1.used } == whole.used)
                    #expect(parts.reduce(Amount.zero) { $0 + $1.toppedUp } == whole.toppedUp)
                    #expect(parts.reduce(Amount.zero) { $0 + $1.amount } == whole.amount, "\(whole.currency)")
                }
            }
        }
    }

    @Test("Whoever has Billing in every project that was ever billed there reads an invoice; for anybody else it is not there")
    func readers() async throws {
        try await Served.with(.current, .administrator) { served in
            let billing = BillingAccount(
                id: "bil_1", account: "acc_id", names: ["acc_id", "acc_1"], name: "Northwind AB", currency: "EUR", address: "Road 1",
                taxNumber: "", purchaseOrder: "", sinceMonth: 0)
            try await served.database.write { tx in try tx.insert(billing, at: Self.june) }
            let invoice = try #require(try await issue(served.database, billing, month: Self.may + 1, at: Self.june + .days(30)))
            let page = InvoicePath.invoice(invoice.id)
            let shown = await served.get(page)
            #expect(shown.status == 200 && shown.text.contains("Invoice INV-000001") && shown.text.contains("Lanyard Ltd"))
            #expect(await served.get(InvoicePath.file(invoice.id)).text.contains("INV-000001,2024-06,Checkout,SE,1,1,0.01,EUR"))
            #expect(await served.get(BillingPath.billing).text.contains("INV-000001"))
            #expect(!(await served.get(OverviewPath.overview).text.contains("to be paid")), "what was paid in covers it")
            try await served.database.write { tx in try tx.run("DELETE FROM ledger_entries WHERE kind = 'payment'") }
            #expect(await served.get(OverviewPath.overview).text.contains("1 invoice is to be paid."))
            try served.id.setRole(.member, assigned: ["prj_checkout"])
            for path in [page, InvoicePath.file(invoice.id), InvoicePath.account("bil_1")] { #expect(await served.get(path).status == 404) }
            for path in [BillingPath.billing, BillingPath.ledger, OverviewPath.overview] {
                let text = await served.get(path).text
                #expect(!text.contains("INV-000001") && !text.contains("250.9") && !text.contains("to be paid"), "\(path)")
            }
            #expect(await served.get(BillingPath.billing).text.contains("This is what yours cost"))
            try served.id.setRole(.member, assigned: ["prj_checkout", "prj_alerts"])
            #expect(await served.get(page).status == 200)
            for role in [Role.associate, .support, .itAdmin] {
                try served.id.setRole(role, assigned: ["prj_checkout", "prj_alerts"])
                #expect(await served.get(page).status == 403, "\(role)")
            }
        }
    }

    @Test("Who is billed is said on a form that keeps what was typed; a project moves from the next month on")
    func forms() async throws {
        try await Served.with(.current, .administrator) { served in
            let good = [("name", "Northwind AB"), ("address", "Road 1\r\nTown"), ("currency", "eur"), ("purchase_order", "PO 7")]
            for wrong in ["name", "address", "currency"] {
                let answer = await served.post(
                    InvoicePath.accounts, from: InvoicePath.newAccount, good.map { ($0.0, $0.0 == wrong ? "" : $0.1) })
                #expect(answer.status == 422 && answer.text.contains("PO 7"), "\(wrong)")
            }
            #expect(await served.post(InvoicePath.accounts, from: InvoicePath.newAccount, good).status == 303)
            (served.site.clock as? TestClock)?.advance(by: .seconds(1))
            #expect(
                await served.post(InvoicePath.accounts, from: InvoicePath.newAccount, [("name", "Labs")] + good.dropFirst()).status == 303)
            let made = try await served.database.read { tx in try tx.billingAccounts(of: "acc_id") }
            #expect(made.map(\.name) == ["Northwind AB", "Labs"])
            #expect(made.first?.address == "Road 1\nTown")
            let labs = try #require(made.last).id
            let page = InvoicePath.account(labs)
            #expect(await served.post(InvoicePath.projects(labs), from: page, [("project", "prj_alerts")]).status == 303)
            #expect(await served.get(page).text.contains("From July 2024 on"))
            #expect(await served.post(InvoicePath.projects(labs), from: page, [("project", "prj_none")]).status == 404)
            let dollars = await served.post(
                InvoicePath.accounts, from: InvoicePath.newAccount, good.map { ($0.0, $0.0 == "currency" ? "USD" : $0.1) })
            #expect(dollars.status == 422 && dollars.text.contains("Choose EUR"))
            try await served.database.write { tx in try tx.run("UPDATE usage_months SET currency = 'SEK'") }
            #expect(await served.post(InvoicePath.projects(made[0].id), from: page, [("project", "prj_alerts")]).status == 303)
            #expect(await served.get(page).text.contains("From July 2024 on"), "it was not moved back")
            #expect(await served.get(InvoicePath.account(made[0].id)).text.contains("Until the end of June 2024"))
            #expect(await served.post(page, from: page, good.map { ($0.0, $0.0 == "name" ? "New Labs" : $0.1) }).status == 303)
            #expect(await served.get(page).text.contains("New Labs"))
            let by = served.own
            #expect(
                try served.id.billingEvents() == [
                    "billing.account-made \(by) currency=EUR", "billing.account-made \(by) currency=EUR",
                    "billing.project-moved \(by) currency=EUR from=2024-07 project=prj_alerts",
                    "billing.account-changed \(by) currency=EUR",
                ], "what was refused is none")
            let refusal = try Exchange.first { $0.route == FakeID.billingEvents && $0.status == 422 }.answer
            served.id.state.withLock { $0.answers[FakeID.billingEvents] = (422, refusal) }
            let before = try await served.database.read { tx in
                (try tx.billingAccounts(of: "acc_id"), try tx.rows("SELECT * FROM billing_projects").count)
            }
            try await served.database.write { tx in try tx.run("UPDATE usage_months SET currency = 'EUR'") }
            #expect(await served.post(InvoicePath.accounts, from: InvoicePath.newAccount, good).status == 502)
            #expect(await served.post(page, from: page, good).status == 502)
            #expect(await served.post(InvoicePath.projects(made[0].id), from: page, [("project", "prj_alerts")]).status == 502)
            let after = try await served.database.read { tx in
                (try tx.billingAccounts(of: "acc_id"), try tx.rows("SELECT * FROM billing_projects").count)
            }
            #expect(before == after, "nothing is changed that the log does not tell")
        }
    }

    @Test("On the first of a month each billing account is invoiced by itself, once, if the operator said who invoices")
    func watch() async throws {
        try await Served.with(.current, .administrator) { served in
            let billing = BillingAccount(
                id: "bil_1", account: "acc_id", names: ["acc_id", "acc_1"], name: "Northwind AB", currency: "EUR", address: "Road 1",
                taxNumber: "", purchaseOrder: "", sinceMonth: Self.may + 1)
            try await served.database.write { tx in try tx.insert(billing, at: Self.june) }
            // The ID calls one of them otherwise than messages do.
            served.id.state.withLock {
                $0.answers[FakeID.projectNames] = (200, ["items": [["id": "prj_checkout", "name": "Web shop"]]])
            }
            try await served.database.write { tx in
                let sent = try TrafficProject.named(MessagePlace(account: "acc_id", project: "prj_sent"), in: tx)
                _ = try TrafficProject.link(sent.number, to: "prj_sent", in: tx)
                try tx.run(
                    """
                    INSERT INTO usage_countries (project, month, country, currency, messages, parts, cost_whole, cost_rest)
                    VALUES (\(sent.number), \(Self.may + 1), 'SE', 'EUR', 1, 1, 1, 0)
                    """)
            }
            var site = served.site
            func invoices() async throws -> [Invoice] { try await served.database.read { tx in try tx.wholeInvoices(of: "bil_1") } }
            (site.clock as? TestClock)?.advance(by: .days(30))
            try await InvoiceWatch(site).work()
            #expect(try await invoices().isEmpty, "nobody invoices")
            site.options = [Seller.nameOption: "Lanyard Ltd", Seller.seriesOption: "LY"]
            served.id.state.withLock { $0.isDown = true }
            await #expect(throws: (any Error).self) { try await InvoiceWatch(site).work() }
            #expect(try await invoices().isEmpty, "it waits for the ID")
            served.id.state.withLock { $0.isDown = false }
            for _ in 0..<2 { try await InvoiceWatch(site).work() }
            #expect(try await invoices().map(\.number) == ["LY-000001"])
            let invoice = try #require(try await invoices().first)
            let named = try await served.database.read { tx in Set(try tx.lines(of: invoice).map(\.name)) }
            #expect(named.contains("Web shop") && !named.contains("Checkout"), "\(named)")
            #expect(named.contains("prj_sent"), "what the ID does not know any more")
            #expect(try served.id.bodies(of: FakeID.projectNames).last?["account"]?.string == "acc_id")
        }
    }
}

import Core
import Dashboard
import ProductKit
import SQL
import TestSupport
import Testing

@Suite("Billing", .onEveryDatabase)
struct BillingTests {
    private let now = Timestamp(seconds: 1_717_416_000)

    @Test("The balance is what was put in less what messages cost, in each currency, to the last decimal")
    func balance() async throws {
        try await Traffic.with { database in
            try await Traffic.load(
                (0..<100).map { TrafficLine("e\($0)").with(\.price, "0.0031").text } + [
                    TrafficLine("s").with(\.price, "1.25").with(\.currency, "SEK").text
                ]
                    + [TrafficLine("x").with(\.account, "acc_2").with(\.price, "99").text], into: database)
            let now = now
            let amount = try #require(Amount("250"))
            try await database.write { tx in
                _ = try LedgerEntry.topUp(account: "acc_1", amount: amount, currency: "EUR", note: "Invoice 7", at: now, in: tx)
                _ = try LedgerEntry.topUp(account: "acc_2", amount: amount, currency: "EUR", at: now, in: tx)
            }
            let balances = try await database.read { tx in try Balance.find(accounts: ["acc_1"], .operatorCommand, in: tx) }
            #expect(balances.map { "\($0.amount.decimal(.operatorCommand)) \($0.currency)" } == ["249.69 EUR", "-1.25 SEK"])
            let entries = try await database.read { tx in try LedgerEntry.find(accounts: ["acc_1"], .operatorCommand, in: tx) }
            #expect(entries.map(\.note) == ["Invoice 7"])
        }
    }

    @Test("No number of dear messages and large top-ups makes a sum that cannot be read")
    func large() async throws {
        try await Traffic.with { database in
            try await Traffic.load((0..<3).map { TrafficLine("m\($0)").with(\.price, "1000000").text }, into: database)
            let now = now
            let amount = try #require(Amount("92233720368.54775807"))
            let most = Int64.max / 100_000_000
            try await database.write { tx in
                for _ in 0..<3 {
                    _ = try LedgerEntry.topUp(account: "acc_1", amount: amount, currency: "EUR", at: now, in: tx)
                }
                try tx.run("UPDATE usage_months SET cost_whole = cost_whole + \(most), cost_rest = cost_rest + 99999999")
            }
            try await Traffic.load([TrafficLine("m9").with(\.price, "1000000").text], into: database)
            let balances = try await database.read { tx in try Balance.find(accounts: ["acc_1"], .operatorCommand, in: tx) }
            #expect(balances.map { $0.toppedUp.decimal(.operatorCommand) } == ["276701161105.64327421"])
            #expect(balances.map { $0.used.decimal(.operatorCommand) } == ["92237720368.99999999"])
            #expect(balances.map { $0.amount.decimal(.operatorCommand) } == ["184463440736.64327422"])
        }
    }

    @Test(
        "A top-up of nothing, of less, in no currency or with a broken note is refused and books nothing")
    func refusedTopUps() async throws {
        let cases: [(String, String, String, TopUpError)] = [
            ("0", "EUR", "", .amountNotPositive), ("-5", "EUR", "", .amountNotPositive), ("5", "eur", "", .unknownCurrency),
            ("5", "EURO", "", .unknownCurrency), ("5", "XXX", "", .unknownCurrency), ("5", "EUR", "a\nb", .noteTooLong),
        ]
        let now = now
        try await Traffic.with { database in
            for (amount, currency, note, error) in cases {
                let value = try #require(Amount(amount))
                await #expect(throws: error) {
                    try await database.write { tx in
                        _ = try LedgerEntry.topUp(account: "acc_1", amount: value, currency: currency, note: note, at: now, in: tx)
                    }
                }
            }
            let entries = try await database.read { tx in try LedgerEntry.find(accounts: ["acc_1"], .operatorCommand, in: tx) }
            #expect(entries.isEmpty)
        }
    }

    @Test(
        "A project keeps its messages when the ID renames it, and a new one of the old name gets none of them")
    func renamed() async throws {
        try await Traffic.with { database in
            try await Traffic.load([TrafficLine("m1").text], into: database, knowing: { _ in [.init("Checkout", project: "prj_a")] })
            for names in [[MessageImport.TrafficName("Shop", project: "prj_a", ties: false)], []] {
                let report = try await Traffic.load([TrafficLine("m1").text], into: database, knowing: { _ in names })
                #expect(report.unchanged == 1)
            }
            // Another project has come to the name, whether anybody vouches for it or not, and in any case of letters.
            for (number, name) in ["Checkout", "checkout", "CHECKOUT"].enumerated() {
                for ties in [true, false] {
                    let names = [
                        MessageImport.TrafficName("Shop", project: "prj_a", ties: false), .init(name, project: "prj_b", ties: ties),
                    ]
                    let contested = try await Traffic.load([TrafficLine("m3\(number)").text], into: database, knowing: { _ in names })
                    #expect(contested.imported == 0)
                    #expect(contested.rejected.map(\.reason) == ["two projects claim this name: rename one of them"])
                }
            }
            let projects = try await database.read { tx in try TrafficProject.all(accounts: ["acc_1"], in: tx) }
            #expect(projects.map(\.projectID) == ["prj_a"])
        }
    }
}

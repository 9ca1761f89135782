import Core
import Dashboard
import ProductKit
import SQL
import TestSupport
import Testing

@Suite("Upgrade of the dashboard's database", .onEveryDatabase)
struct DashboardUpgradeTests {
    @Test("Sums and messages of an earlier schema are kept to the last decimal, and are found by the new terms")
    func fromBefore() async throws {
        try await TestDatabase.with(CustomerDashboard.schema.filter { $0.number < 103 }) { database in
            try await database.write { tx in
                try tx.run("INSERT INTO traffic_projects (number, account, name) VALUES (1, 'acc_1', 'Checkout')")
                for (key, body) in [(1, "Paczka w Łódź"), (2, "รหัสของคุณ")] {
                    try tx.run(
                        """
                        INSERT INTO messages (key, id, project, direction, sender, recipient, country, status, error_code, parts, price, \
                        currency, body) VALUES (\(key), \("m\(key)"), 1, 'outbound', 'Shop', '+46706651616', 'SE', 'Delivered', '', 1, 750000, \
                        'EUR', \(body))
                        """)
                }
                for (month, cost) in [(1, Int64(123_456_789_012)), (2, Int64(-5))] {
                    try tx.run(
                        """
                        INSERT INTO usage_months (project, month, currency, messages, parts, cost) VALUES (1, \(month), 'EUR', 2, 2, \(cost))
                        """)
                }
            }
            _ = try await Migrator(CustomerDashboard.schema).upgrade(database)
            let usage = try await database.read { tx in try Usage.find(projects: [1], .operatorCommand, in: tx) }
            #expect(usage.map { $0.cost.decimal(.operatorCommand) } == ["-0.00000005", "1234.56789012"])
            let balances = try await database.read { tx in try Balance.find(accounts: ["acc_1"], .operatorCommand, in: tx) }
            #expect(balances.map { $0.amount.decimal(.operatorCommand) } == ["-1234.56789007"])
            for (words, number, found) in [("lodz", "", ["m1"]), ("รหัส", "", ["m2"]), ("", "1616", ["m2", "m1"])] {
                let filter = Traffic.filter {
                    $0.words = words
                    $0.number = number
                }
                #expect(try await Traffic.ids(database, filter, [1]) == found)
            }
        }
    }
}

import Core
import Dashboard
import ProductKit
import SQL
import TestSupport
import Testing
import Traffic

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

    @Test("Marks of an account are those of the billing account that has its balance in their currency, told state and all")
    func marks() async throws {
        try await TestDatabase.with(CustomerDashboard.schema.filter { $0.number < 114 }) { database in
            try await database.write { tx in
                for (id, currency, madeAt) in [("bil_b", "EUR", 2), ("bil_a", "EUR", 3), ("bil_c", "SEK", 4)] {
                    try tx.run(
                        """
                        INSERT INTO billing_accounts (id, account, names, name, currency, address, tax_number, purchase_order, tax_category,
                            tax_rate, tax_reason, since_month, made_at)
                        VALUES (\(id), 'acc_1', 'acc_1', \(id), \(currency), 'Road 1', '', '', 'O', 0, '', 0, \(madeAt))
                        """)
                }
                for (id, account, currency) in [
                    ("m1", "acc_1", "EUR"), ("m2", "acc_1", "SEK"), ("m3", "acc_1", "USD"), ("m4", "acc_2", "EUR"),
                ] {
                    try tx.run(
                        """
                        INSERT INTO balance_marks (id, account, accounts, currency, amount, people, below, crossings, made_at)
                        VALUES (\(id), \(account), \(account), \(currency), 100, 'per_1', 1, 7, 0)
                        """)
                }
            }
            _ = try await Migrator(CustomerDashboard.schema).upgrade(database)
            let rows = try await database.read {
                try $0.rows("SELECT billing_account, people, below, crossings FROM balance_marks ORDER BY id")
            }
            #expect(try rows.map { try $0["billing_account"] as String } == ["bil_b", "bil_c", "", ""])
            for row in rows {
                #expect(try row["people"] as String == "per_1")
                #expect(try row["below"] as Bool)
                #expect(try row["crossings"] as Int == 7)
            }
        }
    }

    @Test("A payment that named its invoice in its note names it still")
    func payments() async throws {
        try await TestDatabase.with(CustomerDashboard.schema.filter { $0.number < 115 }) { database in
            try await database.write { tx in
                try tx.run(
                    """
                    INSERT INTO billing_accounts (id, account, names, name, currency, address, tax_number, purchase_order, tax_category,
                        tax_rate, tax_reason, since_month, made_at) VALUES ('bil_1', 'acc_1', 'acc_1', 'N', 'EUR', 'R', '', '', 'O', 0, '', 0, 0)
                    """)
                for number in ["INV-000001", "INV-0000011"] {
                    try tx.run(
                        """
                        INSERT INTO invoices (id, number, billing_account, kind, month, issued_at, currency, net, tax, parties, refers_to, note)
                        VALUES (\(number), \(number), 'bil_1', 'invoice', 600, 0, 'EUR', 100, 0, '{}', '', '')
                        """)
                }
                for (id, note, kind, to) in [
                    ("a", "INV-000001", "payment", "bil_1"), ("b", "INV-0000011: Transfer", "payment", "bil_1"),
                    ("c", "for INV-000001", "payment", "bil_1"), ("d", "INV-000001", "payment", ""), ("e", "INV-000001", "tax", "bil_1"),
                ] {
                    try tx.run(
                        """
                        INSERT INTO ledger_entries (id, account, at, amount, currency, note, kind, billing_account)
                        VALUES (\(id), 'acc_1', 0, 100, 'EUR', \(note), \(kind), \(to))
                        """)
                }
            }
            _ = try await Migrator(CustomerDashboard.schema).upgrade(database)
            let named = try await database.read { tx in
                try tx.rows("SELECT invoice FROM ledger_entries ORDER BY id").map { try $0["invoice"] as String }
            }
            #expect(named == ["INV-000001", "INV-0000011", "", "", ""])
        }
    }

    @Test("Messages that were indexed by earlier terms are found by all of the new ones, can change, and can go")
    func earlierTerms() async throws {
        try await TestDatabase.with(CustomerDashboard.schema.filter { $0.number < 111 }) { database in
            try await database.write { tx in
                try tx.run(
                    "INSERT INTO traffic_projects (number, account, name, project_id) VALUES (1, 'acc_1', 'Checkout', 'prj_checkout')")
                for number in 1...3 {
                    let key = try #require(TrafficKey(sentAt: Timestamp(milliseconds: 1_717_200_000_000 + Int64(number)), id: "m\(number)"))
                    try tx.run(
                        """
                        INSERT INTO messages (key, id, project, direction, sender, recipient, country, status, error_code, parts, price, \
                        currency, body) VALUES (\(key), \("m\(number)"), 1, 'outbound', 'Shop', \("+4670665161\(number)"), 'SE', 'Failed', '402', 1, \
                        750000, 'EUR', 'first words')
                        """)
                    guard tx.dialect == .sqlite else { continue }
                    try tx.run("INSERT INTO message_terms (rowid, terms) VALUES (\(key), 'first words old')")
                }
            }
            _ = try await Migrator(CustomerDashboard.schema).upgrade(database)
            func ids(_ change: (inout MessageFilter) -> Void) async throws -> [String] {
                try await Traffic.ids(database, Traffic.filter(change), [1])
            }
            #expect(try await ids { $0.words = "first" } == ["m3", "m2", "m1"])
            #expect(try await ids { $0.words = "fir*" } == ["m3", "m2", "m1"])
            #expect(try await ids { $0.words = "old" } == [])
            #expect(try await ids { $0.number = "612" } == ["m2"])
            #expect(try await ids { $0.number = "sh*" } == ["m3", "m2", "m1"])
            #expect(try await ids { $0.statuses = [.failed] } == ["m3", "m2", "m1"])
            let changed = TrafficLine("m2").with(\.sentAt, 1_717_200_000_002).with(\.body, "second words").text
            let report = try await Traffic.load([changed], into: database, knowing: Traffic.accounts(with: "Checkout"))
            #expect(report.updated == 1 && report.rejected.isEmpty)
            #expect(try await ids { $0.words = "first" } == ["m3", "m1"])
            #expect(try await ids { $0.words = "second" } == ["m2"])
            #expect(try await ids { $0.number = "612" } == [], "its number is another one now")
        }
    }
}

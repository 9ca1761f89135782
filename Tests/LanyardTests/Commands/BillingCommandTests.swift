import Foundation
import SQL
import SQLite
import Testing

@Suite("Commands about billing", .serialized)
struct BillingCommandTests {
    @Test("A top-up is booked, and what cannot be one is refused with what to write instead")
    func topUp() throws {
        try CommandLine.inFolder { lanyard in
            let account = try lanyard.account()
            let booked = try lanyard("billing", "top-up", account, "250.00", "EUR", "--json")
            #expect(booked.field("amount") == "250.00", "\(booked.errors)")
            for (amount, currency, reason) in [
                ("-5", "EUR", "more than zero"), ("0", "EUR", "more than zero"), ("much", "EUR", "'much' is not an amount"),
                ("5", "XXX", "ISO 4217"), ("5", "eur", "ISO 4217"),
            ] {
                let refused = try lanyard("billing", "top-up", account, amount, currency)
                #expect(refused.status == 1)
                #expect(refused.errors.contains(reason), "\(refused.errors)")
            }
        }
    }

    /// A billing account with an invoice of 40 EUR, beside the servers.
    private func billed(_ lanyard: CommandLine, _ account: String) async throws -> String {
        let id = "bil_01m8pjpb1k2dh5yds5y8dsthjx"
        let path = lanyard.data + "/dashboard.db"
        let database = try SQLiteDatabase(path: path)
        try await database.write { tx in
            try tx.run(
                """
                INSERT INTO billing_accounts (id, account, names, name, currency, address, tax_number, purchase_order, tax_category, tax_rate,
                    tax_reason, since_month, made_at)
                VALUES (\(id), \(account), \(account), 'Northwind AB', 'EUR', 'Road 1', '', '', 'O', 0, '', 0, 0)
                """)
            try tx.run(
                """
                INSERT INTO invoices (id, number, billing_account, kind, month, issued_at, currency, net, tax, parties, refers_to, note)
                VALUES ('inv_01m8pjpb1k2dh5yds5y8dsthjx', 'INV-000001', \(id), 'invoice', 600, 0, 'EUR', 4000000000, 0, '{}', '', '')
                """)
        }
        return id
    }

    @Test("A payment is of an invoice, a correction of a billing account says why, and each is an event without a sum")
    func booked() async throws {
        try await CommandLine.withExample { lanyard in
            let account = try #require(try lanyard("account", "show", "acc_10000", "--json").field("id"))
            let billing = try await billed(lanyard, account)
            let paid = try lanyard("billing", "payment", "INV-000001", "40.00", "--currency", "EUR", "--note", "Transfer 7", "--json")
            #expect(paid.field("amount") == "40.00" && paid.field("currency") == "EUR", "\(paid.errors)")
            #expect(try lanyard("billing", "correction", billing, "12.50", "--note", "Booked twice").status == 0)
            #expect(try lanyard("billing", "correction", billing, "-2.5", "--note", "Too much").status == 0)
            #expect(try lanyard("billing", "account", "tax", billing, "S", "25").status == 0)
            for (words, reason) in [
                (["payment", "INV-000009", "40"], "no invoice 'INV-000009'"), (["payment", "INV-000001", "0"], "more than zero"),
                (["payment", "INV-000001", "40", "--currency", "USD"], "asks for EUR, not for USD"),
                (["correction", "bil_none", "5", "--note", "x"], "no billing account"),
                (["correction", billing, "0", "--note", "x"], "corrects nothing"),
                (["correction", billing, "5", "--note", "\u{200B} \u{3164}"], "Say why"),
                (["top-up", account, "5", "USD", "--billing-account", billing], "invoiced in EUR"),
                (["account", "tax", billing, "O", "25"], "Only the category S"),
            ] {
                let refused = try lanyard(["billing"] + words)
                #expect(refused.status == 1 && refused.errors.contains(reason), "\(words): \(refused.errors)")
            }
            let events = try lanyard("audit", "list", "--account", account, "--actor", "operator", "--json").output
            for action in ["billing.paid", "billing.corrected", "billing.tax-set"] { #expect(events.contains(action), "\(events)") }
            let told = events.replacing(/\d{4}-\d\d-\d\dT[^"]*/, with: "")
            for sum in ["40.00", "12.5", "2.5"] { #expect(!told.contains(sum), "\(told)") }
        }
    }
}

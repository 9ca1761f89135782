import Contract
import Core
import ProductKit
import SQL
import TestSupport
import Testing
import Traffic
import Web

@testable import Dashboard

extension Transaction {
    /// The newest first.
    func wholeInvoices(of billing: String) throws -> [Invoice] { try invoices(of: billing).reversed().compactMap { try invoice($0.id) } }
}

@Suite("Lists of invoices", .onEveryDatabase)
struct InvoiceListTests {
    private static let june = Timestamp(seconds: 1_717_200_000)

    private func billing(_ number: Int) -> BillingAccount {
        BillingAccount(
            id: "bil_\(number)", account: "acc_id", names: ["acc_id", "acc_1"], name: "Payer \(number)", currency: "EUR", address: "Road 1",
            taxNumber: "", purchaseOrder: "", sinceMonth: 0)
    }

    /// So many invoices of a EUR each, by the hour, as if they had been issued.
    private func issue(_ count: Int, of billing: String, from first: Int, _ served: Served) async throws {
        try await served.database.write { tx in
            for number in first..<(first + count) {
                let name = "INV-" + String(String(1_000_000 + number).dropFirst())
                try tx.run(
                    """
                    INSERT INTO invoices (id, number, billing_account, kind, month, issued_at, currency, net, tax, parties, refers_to, note)
                    VALUES (\("inv_\(number)"), \(name), \(billing), 'invoice', 600, \(Self.june + .hours(Int64(number))), 'EUR', 100000000, 0,
                        '{}', '', '')
                    """)
            }
        }
    }

    private func numbers(_ text: String) -> [String] { text.matches(of: /INV-[0-9]{6}(?=<)/).map { String($0.0) } }

    @Test("However many there are, each is in the list, page by page in both directions, in the file, and reckoned with what was paid")
    func many() async throws {
        try await Served.with(.current, .administrator) { served in
            try await served.database.write { tx in
                try tx.insert(billing(1), at: Self.june)
                try tx.insert(billing(2), at: Self.june + .seconds(1))
            }
            try await issue(620, of: "bil_1", from: 1, served)
            try await issue(3, of: "bil_2", from: 621, served)
            let page = await served.get(BillingPath.billing).text.replacing("\u{a0}", with: " ")
            #expect(numbers(page) == (612...623).reversed().map { "INV-000\($0)" } && page.contains("All 623 invoices and credit notes"))
            var seen: [String] = []
            var path: String? = InvoicePath.list.text
            var last = ""
            while let next = path, seen.count < 1000 {
                last = await served.get(next).text
                seen += numbers(last)
                path = last.firstMatch(of: /rel="next" href="([^"]*)"/).map { String($0.1) }
            }
            try #require(seen.count == 623 && Set(seen).count == 623 && seen == seen.sorted().reversed())
            let back = try #require(last.firstMatch(of: /rel="prev" href="([^"]*)"/).map { String($0.1) })
            #expect(numbers(await served.get(back).text) == Array(seen[550..<600]))
            #expect(numbers(await served.get(InvoicePath.list.query([("before", "inv_none")])).text).first == "INV-000623")
            let file = await served.get(InvoicePath.listFile).text
            #expect(file.split(whereSeparator: \.isNewline).count == 624 && file.contains("INV-000001,invoice,"))
            // 250.99 were paid in, of which 0.0286 was used before: the oldest are paid, whichever page they are on.
            #expect(file.contains(",1.00,0.00,1.00,0.00,EUR") && file.contains(",1.00,0.00,0.00,1.00,EUR"))
            let oldest = await served.get(InvoicePath.invoice("inv_1")).text
            #expect(oldest.contains("Paid of it") && numbers(oldest).contains("INV-000001") == oldest.contains("INV-000001<"))
        }
    }

    @Test("The list and its file have the invoices of those billing accounts that the reader may open, and are not there without one")
    func readers() async throws {
        for role in Role.allCases {
            try await Served.with(.current, role) { served in
                let checkout = try #require(try await Traffic.numbers(served.database, "Checkout").first)
                let nobody = await served.get(InvoicePath.list).status
                try await served.database.write { tx in
                    try tx.insert(billing(1), at: Self.june)
                    try tx.insert(billing(2), at: Self.june + .seconds(1))
                    try tx.move(checkout, to: "bil_2", from: 0, by: "per_1", at: Self.june)
                }
                try await issue(1, of: "bil_1", from: 1, served)
                try await issue(1, of: "bil_2", from: 2, served)
                let hasBilling = try role.row()["billing"] != .nothing
                #expect(nobody == (hasBilling ? 404 : 403), "\(role)")
                for path in [InvoicePath.list, InvoicePath.listFile] {
                    let answer = await served.get(path)
                    let text = answer.text
                    #expect(answer.status == (hasBilling ? 200 : 403), "\(role) \(path)")
                    #expect(text.contains("INV-000001") == (role == .administrator), "\(role) \(path)")
                    #expect(text.contains("INV-000002") == hasBilling, "\(role) \(path)")
                    #expect(text.contains("Payer 1") == (role == .administrator), "\(role) \(path)")
                }
            }
        }
    }
}

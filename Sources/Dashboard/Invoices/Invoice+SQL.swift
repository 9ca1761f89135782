internal import Core
internal import ProductKit
package import SQL
internal import Web

extension Invoice: RowDecodable {
    package init(row: Row) throws {
        self.init(
            id: try row["id"], number: try row["number"], billingAccount: try row["billing_account"], kind: try row["kind"],
            month: try row["month"], issuedAt: try row["issued_at"], currency: try row["currency"], net: try row["net"],
            tax: try row["tax"],
            parties: Parties(try JSON(reading: Array((try row["parties"] as String).utf8))), refersTo: try row["refers_to"],
            note: try row["note"])
    }
}

extension Invoice.Head: RowDecodable {
    init(row: Row) throws {
        let net: Amount = try row["net"]
        self.init(
            id: try row["id"], number: try row["number"], kind: try row["kind"], month: try row["month"], issuedAt: try row["issued_at"],
            currency: try row["currency"], total: net + (try row["tax"]), refersTo: try row["refers_to"])
    }
}

extension Invoice.Line: RowDecodable {
    init(row: Row) throws {
        self.init(
            project: try row["project"], name: try row["name"], country: try row["country"], month: try row["month"],
            messages: try row["messages"], parts: try row["parts"], amount: try row["amount"])
    }
}

extension Transaction {
    private var columns: Statement { "id, number, billing_account, kind, month, issued_at, currency, net, tax, parties, refers_to, note" }

    /// All of them, the oldest first. Nobody reads their sums without a `MoneyProof`.
    func invoices(of billing: String) throws -> [Invoice.Head] {
        try all(
            """
            SELECT id, number, kind, month, issued_at, currency, net, tax, refers_to FROM invoices WHERE billing_account = \(billing)
            ORDER BY issued_at, number
            """)
    }

    /// Those of all of them that were issued since.
    func invoices(of billing: [String], since: Timestamp) throws -> [Invoice] {
        guard !billing.isEmpty else { return [] }
        return try all(
            """
            SELECT \(columns) FROM invoices WHERE billing_account IN \(list: billing) AND issued_at >= \(since) ORDER BY issued_at DESC LIMIT 50
            """)
    }

    func invoice(_ id: String) throws -> Invoice? { try first("SELECT \(columns) FROM invoices WHERE id = \(id)", as: Invoice.self) }

    package func invoice(numbered number: String) throws -> Invoice? {
        try first("SELECT \(columns) FROM invoices WHERE number = \(number)", as: Invoice.self)
    }

    /// What credit notes gave back of it.
    func credited(_ invoice: Invoice) throws -> (net: Amount, tax: Amount) {
        try all("SELECT \(columns) FROM invoices WHERE refers_to = \(invoice.number)", as: Invoice.self)
            .reduce((.zero, .zero)) { ($0.0 + $1.net, $0.1 + $1.tax) }
    }

    func lines(of invoice: Invoice) throws -> [Invoice.Line] {
        try all(
            """
            SELECT project, name, country, month, messages, parts, amount FROM invoice_lines WHERE invoice = \(invoice.id) ORDER BY position
            """)
    }

    func insert(_ invoice: Invoice, _ lines: [Invoice.Line]) throws {
        let parties = String(decoding: invoice.parties.json.bytes, as: UTF8.self)
        try run(
            """
            INSERT INTO invoices (\(columns))
            VALUES (\(invoice.id), \(invoice.number), \(invoice.billingAccount), \(invoice.kind), \(invoice.month), \(invoice.issuedAt),
                \(invoice.currency), \(invoice.net), \(invoice.tax), \(parties), \(invoice.refersTo), \(invoice.note))
            """)
        for (position, line) in lines.enumerated() {
            try run(
                """
                INSERT INTO invoice_lines (invoice, position, project, name, country, month, messages, parts, amount)
                VALUES (\(invoice.id), \(position), \(line.project), \(line.name), \(line.country), \(line.month), \(line.messages),
                    \(line.parts), \(line.amount))
                """)
        }
    }

    /// The next number of a series. A transaction that is undone takes it back, so there is no gap.
    func nextInvoiceNumber(_ series: String) throws -> String {
        let row = try first(
            """
            INSERT INTO invoice_numbers (series, last) VALUES (\(series), 1)
            ON CONFLICT (series) DO UPDATE SET last = invoice_numbers.last + 1 RETURNING last
            """)
        guard let last: Int = try row?["last"] else { throw SQLError.conflict }
        let digits = String(last)
        return series + "-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}

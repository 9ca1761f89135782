internal import Core
internal import ProductKit
package import SQL
internal import Traffic

extension Transaction {
    private var columns: Statement {
        """
        id, account, names, name, currency, address, tax_number, purchase_order, tax_category, tax_rate, tax_reason, since_month
        """
    }

    /// The account's, the oldest first: it is billed for every project that no other was given.
    package func billingAccounts(of account: String) throws -> [BillingAccount] {
        try all("SELECT \(columns) FROM billing_accounts WHERE account = \(account) ORDER BY made_at, id")
    }

    package func billingAccount(_ id: String) throws -> BillingAccount? {
        try first("SELECT \(columns) FROM billing_accounts WHERE id = \(id)", as: BillingAccount.self)
    }

    func billingAccounts() throws -> [BillingAccount] { try all("SELECT \(columns) FROM billing_accounts ORDER BY account, made_at, id") }

    /// The currencies that messages of the account have, or can get, a price in.
    func currenciesBilled(to names: [String]) throws -> Set<String> {
        let projects = try TrafficProject.all(accounts: names, in: self).map(\.number)
        return try currencies(of: projects, since: 0).union(prices().map(\.currency))
    }

    func currencies(of projects: [Int64], since month: Int) throws -> Set<String> {
        guard !projects.isEmpty else { return [] }
        var found: Set<String> = []
        try each(
            "SELECT DISTINCT currency FROM usage_months WHERE project IN \(list: projects) AND month >= \(month) AND messages > 0"
        ) { found.insert(try $0["currency"]) }
        return found
    }

    func insert(_ one: BillingAccount, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO billing_accounts (\(columns), made_at)
            VALUES (\(one.id), \(one.account), \(one.names.joined(separator: " ")), \(one.name), \(one.currency), \(one.address), \(one.taxNumber),
                \(one.purchaseOrder), \(one.tax.category), \(one.tax.rate), \(one.tax.reason), \(one.sinceMonth), \(now))
            """)
    }

    package func update(_ one: BillingAccount) throws {
        try run(
            """
            UPDATE billing_accounts SET name = \(one.name), address = \(one.address), tax_number = \(one.taxNumber),
                purchase_order = \(one.purchaseOrder), tax_category = \(one.tax.category), tax_rate = \(one.tax.rate),
                tax_reason = \(one.tax.reason) WHERE id = \(one.id)
            """)
    }

    /// From that month on the project is billed there; later moves that were planned are dropped. `person` is who decided it.
    func move(_ project: Int64, to billing: String, from month: Int, by person: String, at now: Timestamp) throws {
        try run("DELETE FROM billing_projects WHERE project = \(project) AND from_month >= \(month)")
        try run(
            """
            INSERT INTO billing_projects (project, from_month, billing_account, moved_at, moved_by)
            VALUES (\(project), \(month), \(billing), \(now), \(person))
            """)
    }

    /// The moves of these projects that were decided since then by others, the newest first.
    func moves(of projects: [Int64], since: Timestamp, notBy person: String) throws -> [BillingMove] {
        guard !projects.isEmpty else { return [] }
        return try all(
            """
            SELECT project, from_month, billing_account, moved_at FROM billing_projects
            WHERE project IN \(list: projects) AND moved_at >= \(since) AND moved_by <> \(person) ORDER BY moved_at DESC LIMIT 50
            """)
    }

    /// Which billing account each of the projects has in that month; those without a move have the account's first.
    func billing(of projects: [Int64], in month: Int, first: String) throws -> [Int64: String] {
        var found = Dictionary(projects.map { ($0, first) }) { one, _ in one }
        guard !projects.isEmpty else { return found }
        try each(
            """
            SELECT project, billing_account FROM billing_projects WHERE project IN \(list: projects) AND from_month <= \(month)
            ORDER BY from_month
            """
        ) { found[try $0["project"]] = try $0["billing_account"] }
        return found
    }

    /// The projects that were ever billed there, now, in a month to come, or on an invoice, and whose cost is in its balance.
    func projectsEverBilled(at billing: BillingAccount) throws -> Set<Int64> {
        let own = try TrafficProject.all(accounts: billing.names, in: self).map(\.number)
        var found: Set<Int64> = []
        try each("SELECT project FROM billing_projects WHERE billing_account = \(billing.id)") { found.insert(try $0["project"]) }
        try each(
            "SELECT DISTINCT l.project FROM invoice_lines l JOIN invoices i ON i.id = l.invoice WHERE i.billing_account = \(billing.id)"
        ) { found.insert(try $0["project"]) }
        let shares = try BillingShares(of: billing.account, names: billing.names, in: self)
        try shares.eachUsage(in: billing.currency, in: self) { project, payer, _ in
            if payer.id == billing.id { found.insert(project) }
        }
        guard shares.billing.first?.id == billing.id else { return found }
        // The first one's are all that were not moved from the beginning.
        var moved: Set<Int64> = []
        try each(
            """
            SELECT project FROM billing_projects WHERE project IN \(list: own) AND billing_account <> \(billing.id)
                AND from_month <= \(billing.sinceMonth)
            """
        ) { moved.insert(try $0["project"]) }
        return found.union(own.filter { !moved.contains($0) })
    }
}

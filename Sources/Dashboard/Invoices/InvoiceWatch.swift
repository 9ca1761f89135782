internal import Core
package import ProductKit
internal import SQL
internal import Traffic

/// Issues the invoices of the month that ended, for each billing account once. It looks every ten minutes; cost: one read while nothing is due,
/// and a question to the ID for each billing account whose month ended.
package struct InvoiceWatch: Sendable {
    private let site: ProductSite

    package init(_ site: ProductSite) { self.site = site }

    /// Throws `SQLError`. Each invoice is a transaction of its own; one that fails holds up no other, and the first error is thrown at the end.
    package func work() async throws {
        guard let seller = Seller(site.options) else { return }
        let now = site.clock.now()
        let month = Month.of(now) - 1
        let due = try await site.database.read { tx in
            try tx.billingAccounts().filter { one in
                guard one.sinceMonth <= month else { return false }
                return try tx.first("SELECT month FROM invoice_runs WHERE billing_account = \(one.id) AND month = \(month)") == nil
            }
        }
        try await due.tryAll { billing in
            let named = try await names(of: billing)
            try await site.database.write { tx in
                _ = try Invoicing(tx, seller: seller, at: now).issue(billing, month: month, named: named)
            }
        }
    }

    /// What the ID calls the account's projects now, as its people do. An invoice waits for the ID.
    private func names(of billing: BillingAccount) async throws -> [String: String] {
        let projects = try await site.database.read { tx in try TrafficProject.all(accounts: billing.names, in: tx).compactMap(\.projectID)
        }
        return try await site.projectNames(projects.sorted(), of: billing.account)
    }
}

extension Seller {
    package static let nameOption = "seller_name"
    package static let addressOption = "seller_address"
    package static let taxNumberOption = "seller_tax_number"
    package static let seriesOption = "invoice_series"

    /// nil where the operator has not said who invoices: then nothing is issued.
    package init?(_ options: [String: String]) {
        guard let name = options[Self.nameOption], !name.isEmpty else { return nil }
        self.init(
            name: name, address: options[Self.addressOption] ?? "", taxNumber: options[Self.taxNumberOption] ?? "",
            series: options[Self.seriesOption] ?? "INV")
    }
}

internal import Access
internal import Core
internal import Dashboard
internal import MailPanel
internal import SQL

extension Installation {
    /// What is configured for a product alone.
    func options(of product: ProductPart) -> [String: String] {
        let known: [String: String?] =
            switch product {
            case .mail: [MailOption.sendingHost: configuration["mail.sending_host"], MailOption.nameServers: configuration["dns.servers"]]
            case .dashboard:
                [
                    Seller.nameOption: configuration["organisation.name"], Seller.addressOption: configuration["organisation.address"],
                    Seller.taxNumberOption: configuration["organisation.tax_number"],
                    Seller.seriesOption: configuration["organisation.invoice_series"],
                ]
            }
        return known.compactMapValues(\.self)
    }

    /// An import into the mail panel's database that looks up the accounts in the ID's. An account without the panel counts as unknown.
    func eventImport() throws -> EventImport {
        let database = database
        let product = ProductID(rawValue: ProductPart.mail.rawValue)
        return EventImport(into: try stores.store(of: .mail).database, clock: clock) { name in
            try await database.read { tx in
                guard let account = try tx.account(named: name, product: product), try tx.products(of: account.id).contains(product)
                else { return nil }
                return account.id.text
            }
        }
    }
}

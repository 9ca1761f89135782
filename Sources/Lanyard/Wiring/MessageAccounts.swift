internal import Access
internal import Core
internal import Dashboard
internal import SQL

extension Installation {
    /// An import into the dashboard's database that looks up the accounts in the ID's database. An account without the dashboard counts as
    /// unknown, because no member could ever see its messages.
    func messageReplay(speed: Double) throws -> MessageReplay {
        MessageReplay(into: try stores.store(of: .dashboard).database, accounts: messageAccounts, speed: speed)
    }

    func messageImport(progress: @escaping @Sendable (MessageImport.Progress) -> Void = { _ in }) throws -> MessageImport {
        MessageImport(into: try stores.store(of: .dashboard).database, accounts: messageAccounts, progress: progress)
    }

    private var messageAccounts: MessageImport.Accounts {
        let database = database
        let product = ProductID(rawValue: ProductPart.dashboard.rawValue)
        return { name in
            try await database.read { tx in
                guard let account = try tx.account(named: name, product: product), try tx.products(of: account.id).contains(product)
                else { return nil }
                return try tx.trafficNames(of: account.id).map {
                    MessageImport.TrafficName($0.name, project: $0.project.text, ties: $0.ties)
                }
            }
        }
    }
}

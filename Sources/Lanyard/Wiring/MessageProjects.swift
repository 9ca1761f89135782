internal import Access
internal import Core
internal import Dashboard
internal import SQL

extension Installation {
    /// Tells the dashboard which of the ID's projects its messages name, so that an access key reads them before anybody has opened a page.
    func linkMessageProjects() async throws {
        let dashboard = stores.dashboard.database
        for name in try await dashboard.read({ tx in try TrafficProject.unlinkedAccounts(in: tx) }) {
            guard let account = try await database.read({ try $0.account(named: name) }) else { continue }
            let known = try await database.read { tx in
                try tx.projects(of: account.id, limit: 1000).map { (id: $0.id.text, name: $0.name) }
            }
            try await dashboard.write { tx in _ = try TrafficProject.link(accounts: [name], to: known, in: tx) }
        }
    }
}

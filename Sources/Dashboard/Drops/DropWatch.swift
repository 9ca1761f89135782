internal import Core
package import ProductKit
internal import SQL

/// Has the ID tell of drops, once each, and ends those that lasted so long that they are usual. It runs once a minute; cost: two reads while there
/// is nothing to tell.
package struct DropWatch: Sendable {
    private let site: ProductSite

    package init(_ site: ProductSite) { self.site = site }

    private struct Letter: Sendable {
        let drop: String
        let project: String?
        /// Accounts at the ID, with those in them who want to know.
        var accounts: [(account: String, people: [String])] = []
    }

    /// Throws `SQLError`, and `Problem` where the ID refuses or does not answer: the next time tries again. A drop that cannot be told of holds up
    /// no other; the first error is thrown once all were tried.
    package func work() async throws {
        let now = site.clock.now()
        try await site.database.write { tx in
            for drop in try Drop.outlasted(at: now, in: tx) {
                try Drop.close(drop.id, as: .usual, at: now, in: tx)
                guard var watch = try SeriesWatch.find(drop.series, in: tx), watch.drop == drop.id else { continue }
                watch.restart(on: watch.day)
                try watch.store(in: tx)
            }
        }
        let letters = try await site.database.read { tx in try Drop.untold(in: tx).map { try Self.letter($0, in: tx) } }
        var failed: (any Error)?
        for letter in letters {
            do { try await send(letter) } catch { failed = failed ?? error }
        }
        if let failed { throw failed }
    }

    private static func letter(_ drop: Drop, in tx: Transaction) throws -> Letter {
        guard let project = try TrafficProject.find(number: drop.series.project, in: tx), project.projectID != nil else {
            return Letter(drop: drop.id, project: nil)
        }
        var letter = Letter(drop: drop.id, project: project.projectID)
        for account in try DropReaders.accounts(named: project.account, in: tx) {
            letter.accounts.append((account, try DropReaders.people(of: account, in: tx)))
        }
        return letter
    }

    /// The ID knows the name of what it told before, so a letter that was sent and not marked is told once.
    private func send(_ letter: Letter) async throws {
        for (account, people) in letter.accounts {
            try await site.tell(
                .init(
                    name: "\(letter.drop) \(account)", kind: "failures-rose", account: account, project: letter.project,
                    page: DropPath.list, people: people))
        }
        let now = site.clock.now()
        try await site.database.write { tx in try Drop.told(letter.drop, at: now, in: tx) }
    }
}

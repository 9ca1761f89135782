internal import Core
package import ProductKit
internal import SQL

/// Has the ID tell of drops, once each, and ends those that lasted so long that they are usual. It runs once a minute; cost: two reads while there
/// is nothing to tell.
package struct DropWatch: Sendable {
    private let site: ProductSite
    /// So long a project is told of once.
    private static let pause = Duration.hours(6)
    private static let mostPeople = 500

    package init(_ site: ProductSite) { self.site = site }

    private struct Letter: Sendable {
        let drops: [String]
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
        let letters = try await site.database.read { tx in
            // One letter for all of a project's: its page shows each.
            try Dictionary(grouping: try Drop.untold(in: tx), by: \.series.project).values.map { try Self.letter($0, at: now, in: tx) }
        }
        try await letters.tryAll(send)
    }

    private static func letter(_ drops: [Drop], at now: Timestamp, in tx: Transaction) throws -> Letter {
        let number = drops[0].series.project
        guard let project = try TrafficProject.find(number: number, in: tx), project.projectID != nil,
            try !Drop.wasTold(of: number, since: now - Self.pause, in: tx)
        else { return Letter(drops: drops.map(\.id), project: nil) }
        var letter = Letter(drops: drops.map(\.id), project: project.projectID)
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
                    name: "\(letter.drops[0]) \(account)", kind: "failures-rose", account: account, project: letter.project,
                    page: DropPath.list, people: Array(people.prefix(Self.mostPeople))))
        }
        let now = site.clock.now()
        try await site.database.write { tx in
            for drop in letter.drops { try Drop.told(drop, at: letter.accounts.isEmpty ? nil : now, in: tx) }
        }
    }
}

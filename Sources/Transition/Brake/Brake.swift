package import Access
package import Audit
package import Core
internal import Evidence
package import SQL

/// Watches the products that move: judges their episodes, keeps the evidence of each class, and pauses a class that fails more often inside than
/// before. Nobody of it who has not yet succeeded inside is led to the ID then, until the operator releases it; a crossing of the whole pauses
/// the phases.
///
/// Cost: an episode is judged by three indexed reads and one update, outside requests. The book of a product is kept in memory, and made anew
/// from the counted episodes after a start or a release.
package actor Brake {
    private let database: any Database
    private let clock: any WallClock
    private var books: [ProductID: (releases: Int, book: EvidenceBook)] = [:]

    package init(_ database: any Database, clock: any WallClock) {
        self.database = database
        self.clock = clock
    }

    /// Does what is due, for every product that moves. Returns the brakes that were pulled.
    @discardableResult
    package func run() async throws -> [RolloutBrake] {
        let products = try await database.read { tx in Set(try tx.rolloutPhases().filter(\.state.counts).map(\.product)) }
        var pulled: [RolloutBrake] = []
        for product in products.sorted() {
            let now = clock.now()
            while try await database.read({ try $0.hasOpenEpisodes(of: product, at: now) }) {
                _ = try await database.writeUnflushed { try $0.judgeEpisodes(of: product, at: now) }
            }
            while try await database.writeUnflushed({ try $0.decideShutOut(of: product, at: now) }) {}
            pulled += try await read(product)
        }
        return pulled
    }

    /// The evidence of every class, group and the whole of the product; empty before anybody is inside. Pulls nothing: it is that of the last
    /// run, or of all episodes where none ran yet.
    package func evidence(of product: ProductID) async throws -> [ClassReport] {
        let brakes = try await database.read { try $0.rolloutBrakes(of: product) }
        var known = try await book(of: product, brakes)
        if known.book.number == 0 { while try await !add(to: &known.book, product).isEmpty {} }
        return known.book.units.map(ClassReport.init)
    }

    /// That in memory; a new one after a start or a release.
    private func book(of product: ProductID, _ brakes: [RolloutBrake]) async throws -> (releases: Int, book: EvidenceBook) {
        let releases = brakes.compactMap { brake in brake.releasedNumber.map { (whom: brake.whom, number: $0) } }
        if let known = books[product], known.releases == releases.count { return known }
        let people = try await database.readLong { try $0.importedPeople(of: product) }
        return (releases.count, EvidenceBook(planned: max(1000, 2 * people), releases: releases))
    }

    /// Takes the next episodes in. Returns the units that crossed by each; nothing at the end.
    private func add(to book: inout EvidenceBook, _ product: ProductID) async throws -> [[EvidenceBook.Unit]] {
        let after = book.number
        return try await database.readLong { try $0.countedEpisodes(of: product, after: after) }.map { book.add($0) }
    }

    private func read(_ product: ProductID) async throws -> [RolloutBrake] {
        let brakes = try await database.read { try $0.rolloutBrakes(of: product) }
        var known = try await book(of: product, brakes)
        var pulled: [RolloutBrake] = []
        while true {
            let found = try await add(to: &known.book, product)
            guard !found.isEmpty else { break }
            var crossed: [EpisodeClass: EvidenceBook.Unit] = [:]
            for unit in found.joined() { crossed[unit.whom] = crossed[unit.whom] ?? unit }
            pulled += try await pull(crossed.values.map(\.self), of: product, beside: brakes)
            books[product] = known
        }
        books[product] = known
        return pulled
    }

    private func pull(_ units: [EvidenceBook.Unit], of product: ProductID, beside known: [RolloutBrake]) async throws -> [RolloutBrake] {
        guard !units.isEmpty else { return [] }
        let now = clock.now()
        return try await database.write { tx in
            let standing = try tx.standingBrakes(of: product).map(\.whom)
            // The evidence is told of again after a restart: what was released since stands no more.
            let brakes = units.filter { unit in
                !standing.contains(unit.whom) && !known.contains { $0.whom == unit.whom && $0.releasedAt == nil }
            }
            .map { RolloutBrake($0, of: product, at: now) }
            for brake in brakes { try tx.pull(brake, at: now) }
            return brakes
        }
    }
}

/// The evidence of one class, group, or the whole.
package struct ClassReport: Sendable {
    package let whom: EpisodeClass
    package let before: RolloutBrake.Counts
    package let inside: RolloutBrake.Counts
    package let outside: RolloutBrake.Counts
    /// The rate that is tested against.
    package let rate: Double
    package let evidence: Double
    package let threshold: Double

    init(_ unit: EvidenceBook.Unit) {
        whom = unit.whom
        before = .init(episodes: unit.before.episodes, failed: unit.before.failed)
        inside = .init(episodes: unit.evidence.inside.episodes, failed: unit.evidence.inside.failed)
        outside = .init(episodes: unit.evidence.outside.episodes, failed: unit.evidence.outside.failed)
        rate = unit.evidence.rate
        evidence = unit.evidence.value
        threshold = unit.evidence.threshold
    }
}

extension RolloutBrake {
    fileprivate init(_ unit: EvidenceBook.Unit, of product: ProductID, at now: Timestamp) {
        let report = ClassReport(unit)
        id = RolloutBrakeID(at: now)
        self.product = product
        whom = unit.whom
        begunAt = now
        evidence = Int64(min(report.evidence, 1e18))
        threshold = Int64(min(report.threshold, 1e18))
        rate = Int64(report.rate * 1_000_000)
        inside = report.inside
        outside = report.outside
        releasedAt = nil
        releasedNumber = nil
    }
}

extension Transaction {
    fileprivate func pull(_ brake: RolloutBrake, at now: Timestamp) throws {
        try run("INSERT INTO rollout_brakes (\(RolloutBrake.columns)) VALUES (\(values: brake))")
        try append(AuditEvent(.rolloutBraked, by: .system, on: brake.id.text, details: brake.namedInEvents), at: now)
        let phases = try rolloutPhases(of: brake.product)
        if phases.contains(where: { $0.state.counts && $0.terms.rollsBack }), try classicProduct(brake.product) != nil {
            try beginRollBack(of: brake, by: .system, at: now)
        }
        guard brake.whom == .whole else { return }
        for phase in phases where phase.state == .running {
            _ = try RolloutWork(self, at: now, by: .system).pause(phase)
        }
    }

    /// The class is led to the ID again, and its evidence begins anew. Returns false if it was released before.
    @discardableResult
    package func release(_ brake: RolloutBrake, by actor: AuditEvent.Actor = .operatorCommand, at now: Timestamp) throws -> Bool {
        let last = try lastNumber(of: brake.product)
        let changed = try run(
            "UPDATE rollout_brakes SET released_at = \(now), released_number = \(last) WHERE id = \(brake.id) AND released_at IS NULL")
        guard changed > 0 else { return false }
        try run("UPDATE rollout_returns SET is_held = 0 WHERE brake_id = \(brake.id)")
        try append(AuditEvent(.rolloutReleased, by: actor, on: brake.id.text, details: brake.namedInEvents), at: now)
        return true
    }
}

extension RolloutBrake {
    fileprivate var namedInEvents: [String: String] {
        [
            "product": product.rawValue, "class": whom.words, "inside": "\(inside.failed) of \(inside.episodes)",
            "outside": "\(outside.failed) of \(outside.episodes)",
        ]
    }
}

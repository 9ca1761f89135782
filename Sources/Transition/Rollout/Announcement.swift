package import Core
internal import Identity
package import SQL

/// The next people to whom a phase is announced.
package struct Announcement: Sendable {
    package let phase: RolloutPhase
    package let startsAt: Timestamp
    package let people: [PersonID]
    /// Up to whom it is announced with them.
    let last: String?

    /// So long before it begins a phase is announced.
    package static let ahead: Duration = .days(7)
    static let part = 200
}

extension Transaction {
    /// The phase that has people to be told, with its start; nil if there is none. A phase that has begun is announced no more.
    package func dueAnnouncement(at now: Timestamp) throws -> (phase: RolloutPhase, start: Timestamp)? {
        for phase in try rolloutPhases() where phase.state == .running && phase.isAnnounced && phase.announcedTo != Self.announced {
            if let start = phase.startsAt, start > now, start - Announcement.ahead <= now { return (phase, start) }
        }
        return nil
    }

    /// The next part of what is due, of at most 200 people; nil if nothing is.
    ///
    /// Cost: a few reads a person, once, in the background.
    package func nextAnnouncement(at now: Timestamp) throws -> Announcement? {
        guard let (phase, start) = try dueAnnouncement(at: now) else { return nil }
        let ids: [PersonID] = try rows(
            """
            SELECT DISTINCT person_id FROM import_sources WHERE product = \(phase.product) AND person_id > \(phase.announcedTo ?? "")
            ORDER BY person_id LIMIT \(Announcement.part)
            """
        ).map { try $0["person_id"] }
        let people = try ids.filter { try isTold($0, of: phase, from: start) }
        return Announcement(
            phase: phase, startsAt: start, people: people, last: ids.count < Announcement.part ? nil : ids.last?.text)
    }

    /// Whether that phase, and none before it, brings the person inside then.
    private func isTold(_ id: PersonID, of phase: RolloutPhase, from start: Timestamp) throws -> Bool {
        guard let person = try person(id), person.id == id, person.status == .active || person.status == .invited,
            try !hasArrived(id, in: phase.product), try !isHeld(id, of: phase.product),
            try wait(of: id, for: phase.product).map({ $0 <= start }) ?? true
        else { return false }
        let phases = try rolloutPhases(of: phase.product).filter(\.state.counts)
        let texts = try addresses(of: id).map(\.address.canonical) + [""]
        let logins = try logins(of: id, in: phase.product, knownBy: texts, phases)
        // Whoever comes inside before, by an agreed day or another phase, is told no later day.
        return phases.taking(logins, at: start - .seconds(1)) == nil && phases.taking(logins, at: start)?.id == phase.id
    }

    /// In the transaction that sends the mails.
    package func noteAnnounced(_ announcement: Announcement) throws {
        try run(
            "UPDATE rollout_phases SET announced_to = \(announcement.last ?? Self.announced) WHERE id = \(announcement.phase.id)")
    }

    /// Behind every id.
    private static var announced: String { "~" }
}

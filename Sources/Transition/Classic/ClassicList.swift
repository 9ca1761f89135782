package import Access
internal import Audit
package import Core
package import SQL

/// The list of a product's old logins, for the product to keep its own copy: first everybody whom its imports brought, then whoever was
/// changed since, in the order of the events. What it says of somebody is always how things are now, so that reading a part twice does no
/// harm; the end is read again for a minute, because what happens at once is not always written in order.
package struct ClassicList: Sendable {
    package let logins: [ClassicLogin]
    /// Where the list goes on.
    package let next: Place
    /// Whether there is more at once.
    package let isMore: Bool

    package enum Place: Sendable, Equatable {
        /// After that person; `since` is when reading began.
        case people(after: String, since: Timestamp)
        case events(after: String)
    }

    static let mostPeople = 200
    static let mostEvents = 2000
    static let overlap = Duration.seconds(60)
}

extension ClassicList.Place {
    package static func start(at now: Timestamp) -> ClassicList.Place { .people(after: "", since: now) }

    /// nil for a text that is none.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        switch parts.first {
        case "p" where parts.count == 3:
            guard let since = Int64(parts[2]), (0...253_402_300_799_000).contains(since), parts[1].isEmpty || PersonID(parts[1]) != nil
            else {
                return nil
            }
            self = .people(after: parts[1], since: Timestamp(milliseconds: since))
        case "e" where parts.count == 2:
            guard EventID(parts[1]) != nil else { return nil }
            self = .events(after: parts[1])
        default: return nil
        }
    }

    package var text: String {
        switch self {
        case .people(let person, let since): "p.\(person).\(since.milliseconds)"
        case .events(let event): "e.\(event)"
        }
    }
}

extension Transaction {
    /// A part of the list. Up to 200 people, or the people of up to 2,000 events.
    package func classicList(
        of product: ProductID, from place: ClassicList.Place, _ keyring: Keyring, at now: Timestamp
    ) throws -> ClassicList {
        switch place {
        case .people(let after, let since):
            let ids: [PersonID] = try rows(
                """
                SELECT DISTINCT person_id FROM import_sources WHERE product = \(product) AND person_id > \(after)
                ORDER BY person_id LIMIT \(ClassicList.mostPeople)
                """
            ).map { try $0["person_id"] }
            let next: ClassicList.Place =
                ids.count < ClassicList.mostPeople
                ? .events(after: Self.firstEvent(at: since - ClassicList.overlap))
                : .people(after: ids.last?.text ?? after, since: since)
            return ClassicList(logins: try ids.map { try classicLogin(of: $0, at: product, keyring) }, next: next, isMore: true)
        case .events(let after):
            let events = try rows(
                "SELECT id, subject FROM audit_events WHERE id > \(after) ORDER BY id LIMIT \(ClassicList.mostEvents)"
            ).map { (id: try $0["id"] as String, subject: try $0["subject"] as String) }
            let people = try classicPeople(among: events.map(\.subject), of: product) + joinedPeople(among: events.map(\.subject))
            // Never beyond what may still be written.
            let settled = Self.firstEvent(at: now - ClassicList.overlap)
            let last = max(after, events.last?.id ?? after)
            let end = max(after, min(last, settled))
            let isMore = events.count == ClassicList.mostEvents && last < settled
            return ClassicList(
                logins: try people.map { try classicLogin(of: $0, at: product, keyring) }, next: .events(after: end), isMore: isMore)
        }
    }

    /// The people of the product whom events are about, by themselves or as members.
    private func classicPeople(among subjects: [String], of product: ProductID) throws -> [PersonID] {
        var people = Set(subjects.filter { PersonID($0) != nil })
        let members = subjects.filter { MemberID($0) != nil }
        for start in stride(from: 0, to: members.count, by: 500) {
            let some = Array(members[start..<min(start + 500, members.count)])
            for row in try rows("SELECT person_id FROM members WHERE id IN \(list: some) AND product = \(product)") {
                people.insert(try row["person_id"])
            }
        }
        let all = people.sorted()
        return try stride(from: 0, to: all.count, by: 500).flatMap { start in
            try rows(
                """
                SELECT DISTINCT person_id FROM import_sources
                WHERE person_id IN \(list: Array(all[start..<min(start + 500, all.count)])) AND product = \(product)
                """
            ).map { try $0["person_id"] as PersonID }
        }
    }

    /// Logins that were joined into those people: they are closed, and belong to no import any more.
    private func joinedPeople(among subjects: [String]) throws -> [PersonID] {
        let people = Set(subjects.filter { PersonID($0) != nil }).sorted()
        return try stride(from: 0, to: people.count, by: 500).flatMap { start in
            try rows("SELECT id FROM people WHERE merged_into IN \(list: Array(people[start..<min(start + 500, people.count)]))")
                .map { try $0["id"] as PersonID }
        }
    }

    /// Sorts before every event of that time and after all before it.
    private static func firstEvent(at time: Timestamp) -> String { EventID(at: time, random: NoRandomness()).text }
}

/// Zeros, for the first id of a time.
private struct NoRandomness: RandomSource {
    func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
}

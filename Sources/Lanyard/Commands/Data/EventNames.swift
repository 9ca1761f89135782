internal import Access
internal import Audit
internal import Core
internal import Identity
internal import OpenID
internal import SQL

/// The names of people, accounts and clients that events are about, as they are called now.
struct EventNames {
    private var names: [String: String] = [:]

    /// Cost: one indexed read for each id. What cannot be read has no name.
    init(of events: [RecordedEvent], in tx: Transaction) {
        for id in Set(events.flatMap { [Self.id(in: $0.actor), $0.subject] }) {
            if let person = PersonID(id) {
                names[id] = (try? tx.person(person))?.name
            } else if let account = AccountID(id) {
                names[id] = (try? tx.account(account))?.name
            } else if let client = ClientID(id) {
                names[id] = (try? tx.client(client))?.name
            }
        }
    }

    /// The name of an actor or a subject, as events write them.
    subscript(_ text: String) -> String? { names[Self.id(in: text)] }

    /// `person:per_…` is that person.
    private static func id(in actor: String) -> String { actor.split(separator: ":").last.map(String.init) ?? actor }
}

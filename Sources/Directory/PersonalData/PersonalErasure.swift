package import Access
internal import Audit
package import Core
internal import Identity
internal import Language
internal import Outbox
package import SQL

/// Erases whoever asked to be deleted, when their time to come back is over. Repeated in the background.
package struct PersonalErasure: Sendable {
    private let catalog: ProductCatalog

    package init(catalog: ProductCatalog) { self.catalog = catalog }

    /// Erases one person, as `PersonalTable.all` decides, and tells their main address. Does nothing if they came back.
    package func erase(_ person: PersonID, in tx: Transaction, at now: Timestamp) throws {
        guard let deletion = try tx.deletion(of: person), now >= deletion.eraseAt else { return }
        let traces = try tx.traces(of: person, proved: false)
        let recipient = try tx.recipient(person)
        let people = traces.ids.compactMap { PersonID($0) }
        let administration = Administration(tx, catalog: catalog, by: .system, at: now)
        for id in people { try administration.endMemberships(of: id) }
        for table in PersonalTable.all {
            switch table.erased {
            case .deleted(let whose): try tx.run("DELETE FROM \(sql: table.name) WHERE \(whose.condition(traces))")
            case .parted(let column, let also):
                let more: Statement = also.map { ", \(sql: $0) = NULL" } ?? ""
                try tx.run("UPDATE \(sql: table.name) SET \(sql: column) = NULL\(more) WHERE \(sql: column) IN \(list: traces.ids)")
            case .stays: break
            }
        }
        try tx.eraseRecords(of: people, at: now)
        try tx.eraseEventValues(of: people, addresses: traces.addresses)
        try tx.append(AuditEvent(.personErased, by: .system, on: person.text), at: now)
        guard let recipient else { return }
        let letter = Letter("deletion.mail-done", ["deletion.mail-done-lead"], ending: ["deletion.mail-done-reason"])
        try tx.send(letter.message(to: recipient), at: now)
    }
}

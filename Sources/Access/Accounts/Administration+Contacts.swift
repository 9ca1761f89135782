internal import Audit
package import Core
package import Language
internal import SQL

extension Administration {
    /// Says where the account is reached. Needs the right to manage the area that governs the account (Settings). The event says of which kinds,
    /// not where: an address may be a person's.
    package func set(_ contacts: AccountContacts, of account: AccountID, as product: ProductID) throws {
        let before = try managed(account, as: product).contacts
        let kinds = contacts.differing(from: before)
        guard !kinds.isEmpty else { return }
        try tx.run(
            """
            UPDATE accounts SET technical_contact = \(contacts.text(.technical)), billing_contact = \(contacts.text(.billing)),
                security_contact = \(contacts.text(.security)) WHERE id = \(account)
            """)
        try record(
            .accountContactsChanged, on: account.text, account: account, ["contacts": kinds.map(\.rawValue).joined(separator: ", ")])
    }

    /// How people of the account read what we show and send them, who chose nothing themselves; nil for as ever. Needs the same right.
    package func set(language: Language?, zone: Zone?, of account: AccountID, as product: ProductID) throws {
        let before = try managed(account, as: product)
        guard before.language != language || before.zone != zone else { return }
        try tx.run("UPDATE accounts SET locale = \(language?.rawValue), zoneinfo = \(zone?.name) WHERE id = \(account)")
        try record(
            .accountReadingChanged, on: account.text, account: account,
            changes: [
                "locale": AuditEvent.Change(before.language?.rawValue, language?.rawValue),
                "zoneinfo": AuditEvent.Change(before.zone?.name, zone?.name),
            ])
    }

    private func managed(_ account: AccountID, as product: ProductID) throws -> Account {
        try authorize(.manage, .account, in: account, self.product(product))
        guard let found = try tx.account(account) else { throw AccessError.notFound }
        return found
    }
}

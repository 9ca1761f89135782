package import Access
package import Core
package import Identity
internal import Language
internal import Outbox
package import SQL

/// What accounts have to do with the recovery of their people: who may agree, and what stays closed afterwards.
package struct AccountRecoveries: RecoveringAccounts {
    /// So many administrators of an account are told.
    private static let most = 20

    private let catalog: ProductCatalog
    private let page: @Sendable (Member) -> String

    /// `page` gives the full URL of a member's page in their product.
    package init(catalog: ProductCatalog, page: @escaping @Sendable (Member) -> String) {
        self.catalog = catalog
        self.page = page
    }

    package func holds(_ approval: RecoveryApproval, at address: EmailAddress, in tx: Transaction, at now: Timestamp) throws -> Bool {
        guard approval.approver != approval.person, try tx.owns(approval.account, address, at: now) else { return false }
        let own = try tx.memberships(of: approval.person, in: approval.account).filter { $0.status == .active }
        return try own.contains { try administrators(of: $0, tx).contains(approval.approver) }
    }

    package func tellAdministrators(of person: Person, addresses: [EmailAddress], in tx: Transaction, at now: Timestamp) throws {
        let members = try tx.memberships(of: person.id).filter { member in
            try member.status == .active && addresses.contains { try tx.owns(member.account, $0, at: now) }
        }
        let asks = Words("recovery-request.mail-asks", "recovery-request.mail-asks-lead", "recovery-request.mail-asks-next")
        try tell(members, of: person, asks, in: tx, at: now)
    }

    package func hold(_ person: Person, besides account: AccountID, in tx: Transaction, at now: Timestamp) throws {
        let held = try Administration(tx, catalog: catalog, by: .system, at: now).hold(person.id, besides: account)
        let words = Words("recovery-request.mail-held", "recovery-request.mail-held-lead", "recovery-request.mail-held-next")
        try tell(held, of: person, words, in: tx, at: now)
    }

    private func administrators(of member: Member, _ tx: Transaction) throws -> [PersonID] {
        guard let product = catalog[member.product] else { return [] }
        return try tx.standingAdministrators(of: member.account, product)
    }

    private struct Words {
        let subject: String
        let lead: String
        let next: String

        init(_ subject: String, _ lead: String, _ next: String) {
            self.subject = subject
            self.lead = lead
            self.next = next
        }
    }

    /// One mail for each account and administrator, with a link to the member's page.
    private func tell(_ members: [Member], of person: Person, _ words: Words, in tx: Transaction, at now: Timestamp) throws {
        for member in members {
            guard let account = try tx.account(member.account) else { continue }
            let letter = Letter(
                Phrase(words.subject, ["name": person.name]),
                [
                    Phrase(words.lead, ["name": person.name, "account": account.name]), Phrase(words.next),
                ], action: ("recovery-request.mail-open", page(member)),
                ending: [Phrase("recovery-request.mail-reason", ["account": account.name])])
            for administrator in try administrators(of: member, tx).prefix(Self.most) where administrator != person.id {
                if let recipient = try tx.recipient(administrator, about: account) { try tx.send(letter.message(to: recipient), at: now) }
            }
        }
    }
}

internal import Audit
package import Core
internal import Language
internal import Outbox
internal import SQL

extension Recovery {
    /// What the page of the link in a mail shows: the change, which can be undone still; nil for a link that does not work.
    package func disputed(_ token: Secret<String>) async throws -> SignInChange? {
        let now = steps.clock.now()
        return try await steps.database.read { try $0.disputed(by: token.exposed, at: now)?.change }
    }

    /// "This was not me": takes back what was changed since, ends every session, grant and trusted browser, and takes the password away.
    /// nil if the link does not work.
    package func dispute(_ token: Secret<String>) async throws -> Undone? {
        let now = steps.clock.now()
        return try await steps.database.write { tx in
            guard let (change, address) = try tx.disputed(by: token.exposed, at: now) else { return nil }
            return try undo(tx, change, address, at: now)
        }
    }

    /// The same by the person of the session, who proved freshly that it is them. nil if their password is newer than the change, or if it
    /// cannot be undone any more.
    package func dispute(_ id: SignInChangeID, in session: Session) async throws -> Undone? {
        let now = steps.clock.now()
        return try await steps.database.write { tx in
            guard try tx.session(session.id, at: now) != nil,
                let change = try tx.disputableChanges(of: session.personID, at: now).first(where: { $0.id == id })
            else { return nil }
            return try undo(tx, change, nil, at: now)
        }
    }

    private func undo(_ tx: Transaction, _ change: SignInChange, _ address: AddressID?, at now: Timestamp) throws -> Undone? {
        guard let person = try tx.person(change.personID), person.id == change.personID, person.status.maySignIn,
            try tx.leavesAddress(change)
        else { return nil }
        try tx.restoreSignIn(before: change, at: now)
        try tx.closeDoors(of: person.id, because: "disputed", at: now)
        try tx.keep(person.id, by: .person(person.id), at: now)
        let event = AuditEvent(.signInRestored, by: .person(person.id), on: person.id.text, details: ["change": change.id.text])
        try tx.append(event, at: now)
        try tx.tell(person.id, "dispute.mail-restored", "dispute.mail-restored-lead", at: now)
        // Only whoever came by a mail reads an address; and somebody else may have it by now.
        guard let address, try tx.addresses(of: person.id).contains(where: { $0.id == address }) else { return Undone(link: nil) }
        let link = SystemRandom().token()
        let mailLink = MailLink(
            personID: person.id, addressID: address, expiresAt: now + MailLink.lifetime, sealedReturn: nil)
        try tx.insert(mailLink, token: link, at: now)
        return Undone(link: link)
    }

    /// That a change was taken back.
    package struct Undone: Sendable {
        /// Of the link that sets a new password; nil for somebody who has to have one mailed first.
        package let link: Secret<String>?
    }
}

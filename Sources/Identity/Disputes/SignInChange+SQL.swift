internal import Audit
package import Core
package import SQL

extension SignInChange: Stored {
    package static let stored: [Column<SignInChange>] = [
        Column("id", \.id), Column("person_id", \.personID), Column("title", \.title), Column("changed_at", \.changedAt),
        Column("undone_at", \.undoneAt),
    ]

    package init(row: Row) throws {
        self.init(
            id: try row["id"], personID: try row["person_id"], title: try row["title"], changedAt: try row["changed_at"],
            undoneAt: try row["undone_at"])
    }
}

extension Transaction {
    /// Notes a change, and keeps how the person signs in now. Call it before the change, in its transaction.
    func keepSignIn(of person: PersonID, before title: String, at now: Timestamp) throws -> SignInChangeID {
        let change = SignInChange(id: SignInChangeID(at: now), personID: person, title: title, changedAt: now, undoneAt: nil)
        try run("INSERT INTO sign_in_changes (\(SignInChange.columns)) VALUES (\(values: change))")
        try run(
            """
            INSERT INTO kept_second_factors (change_id, \(SecondFactor.columns))
            SELECT \(change.id), \(SecondFactor.columns) FROM second_factors WHERE person_id = \(person)
            """)
        try run(
            """
            INSERT INTO kept_passkeys (change_id, \(Passkey.columns))
            SELECT \(change.id), \(Passkey.columns) FROM passkeys WHERE person_id = \(person)
            """)
        try run(
            """
            INSERT INTO kept_addresses (change_id, \(PersonAddress.columns))
            SELECT \(change.id), \(PersonAddress.columns) FROM email_addresses WHERE person_id = \(person)
            """)
        return change.id
    }

    /// The changes of the last week that the person may take back once they prove themselves, newest first: their password is from before
    /// them.
    package func disputableChanges(of person: PersonID, at now: Timestamp) throws -> [SignInChange] {
        let changes = try all(
            """
            SELECT \(SignInChange.columns) FROM sign_in_changes
            WHERE person_id = \(person) AND undone_at IS NULL AND changed_at > \(now - SignInChange.lifetime)
                AND changed_at > COALESCE((SELECT set_at FROM passwords WHERE person_id = \(person)), 0)
            ORDER BY id DESC LIMIT 50
            """, as: SignInChange.self)
        return try changes.filter { try oldAddress(of: $0) != nil }
    }

    /// An address that the person had a week before the change: the link for a new password goes there.
    func oldAddress(of change: SignInChange) throws -> AddressID? {
        try first(
            """
            SELECT id FROM kept_addresses WHERE change_id = \(change.id) AND created_at <= \(change.changedAt - SignInChange.addressAge)
            ORDER BY is_main DESC, created_at LIMIT 1
            """)?["id"]
    }

    /// The token of the link by which the reader of that address disputes the change.
    func disputeToken(of change: SignInChangeID, for address: AddressID) throws -> Secret<String> {
        let token = SystemRandom().token()
        try run(
            """
            INSERT INTO dispute_links (token_hash, change_id, address_id)
            VALUES (\(TokenHash(token.exposed, purpose: .dispute).bytes), \(change), \(address))
            """)
        return token
    }

    /// The change that this token disputes, and the address it was mailed to; nil once it is undone or a week old.
    func disputed(by token: String, at now: Timestamp) throws -> (change: SignInChange, address: AddressID)? {
        let found = try first(
            """
            SELECT \(SignInChange.columns(of: "c")), l.address_id
            FROM dispute_links l JOIN sign_in_changes c ON c.id = l.change_id
            WHERE l.token_hash = \(TokenHash(token, purpose: .dispute).bytes) AND c.undone_at IS NULL
                AND c.changed_at > \(now - SignInChange.lifetime)
            """)
        return try found.map { (try SignInChange(row: $0), try $0["address_id"]) }
    }

    /// Whether the person would have an address afterwards: somebody else may have proved all of those of before by now.
    func leavesAddress(_ change: SignInChange) throws -> Bool {
        try first(
            """
            SELECT k.id FROM kept_addresses k WHERE k.change_id = \(change.id) AND NOT EXISTS
                (SELECT 1 FROM email_addresses o
                 WHERE o.canonical = k.canonical AND o.person_id <> \(change.personID) AND o.verified_at IS NOT NULL)
            LIMIT 1
            """) != nil
    }

    /// Addresses that came since go, and those that went come back; not one that somebody else has by now.
    private func restoreAddresses(before change: SignInChange) throws {
        let person = change.personID
        let kept = try all(
            "SELECT \(PersonAddress.columns) FROM kept_addresses WHERE change_id = \(change.id) ORDER BY id", as: PersonAddress.self)
        let now = try addresses(of: person)
        for address in now where !kept.contains(where: { $0.id == address.id }) { try delete(address.id, of: person) }
        for address in kept {
            if now.contains(where: { $0.id == address.id }) {
                try run("UPDATE email_addresses SET is_main = \(address.isMain) WHERE id = \(address.id)")
            } else {
                try run(
                    """
                    INSERT INTO email_addresses (\(PersonAddress.columns)) VALUES (\(values: address)) ON CONFLICT DO NOTHING
                    """)
            }
        }
    }

    /// Makes second factors and passkeys what they were before the change, and undoes with it what was changed since. Recovery codes that
    /// were made since are gone. The password is gone too: whoever made the change knew it.
    func restoreSignIn(before change: SignInChange, at now: Timestamp) throws {
        let person = change.personID
        try run("DELETE FROM second_factors WHERE person_id = \(person)")
        try run(
            """
            INSERT INTO second_factors (\(SecondFactor.columns))
            SELECT \(SecondFactor.columns) FROM kept_second_factors WHERE change_id = \(change.id)
            """)
        try run("DELETE FROM passkeys WHERE person_id = \(person)")
        try run(
            """
            INSERT INTO passkeys (\(Passkey.columns))
            SELECT \(Passkey.columns) FROM kept_passkeys WHERE change_id = \(change.id)
            ON CONFLICT DO NOTHING
            """)
        try restoreAddresses(before: change)
        try run("DELETE FROM recovery_codes WHERE person_id = \(person) AND created_at >= \(change.changedAt)")
        try settleWithoutFactors(of: person)
        try run("DELETE FROM passwords WHERE person_id = \(person)")
        try run(
            "UPDATE sign_in_changes SET undone_at = \(now) WHERE person_id = \(person) AND changed_at >= \(change.changedAt)")
    }
}

internal import Core
internal import SQL

/// An address that its person wants to have. It is theirs once they open the mailed link, signed in: so nobody can put another's address, or
/// leave a change of one open, into somebody's ID (threat 16).
struct AddressLink: Sendable, Equatable {
    let person: PersonID
    let address: EmailAddress
    /// The address that goes for it.
    let replaces: AddressID?

    static let lifetime: Duration = .hours(1)
}

extension Transaction {
    func insert(_ link: AddressLink, token: Secret<String>, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO address_links (token_hash, person_id, address, replaces, created_at, expires_at)
            VALUES (\(TokenHash(token.exposed, purpose: .addressLink).bytes), \(link.person), \(link.address.written), \(link.replaces),
                    \(now), \(now + AddressLink.lifetime))
            """)
    }

    /// nil for a link that was used, has expired, never existed, or is somebody else's.
    func addressLink(_ token: Secret<String>, of person: PersonID, at now: Timestamp) throws -> AddressLink? {
        let row = try first(
            """
            SELECT person_id, address, replaces FROM address_links
            WHERE token_hash = \(TokenHash(token.exposed, purpose: .addressLink).bytes) AND person_id = \(person) AND expires_at > \(now)
            """)
        guard let row, let address = EmailAddress(try row["address"]) else { return nil }
        return AddressLink(person: try row["person_id"], address: address, replaces: try row["replaces"])
    }

    func useAddressLink(_ token: Secret<String>) throws {
        try run("DELETE FROM address_links WHERE token_hash = \(TokenHash(token.exposed, purpose: .addressLink).bytes)")
    }

    /// What somebody left open ends with their sessions.
    func forgetAddressLinks(of person: PersonID) throws { try run("DELETE FROM address_links WHERE person_id = \(person)") }

    /// Deletes an address of the person.
    func delete(_ address: AddressID, of person: PersonID) throws {
        try run("DELETE FROM mail_links WHERE address_id = \(address)")
        try run("DELETE FROM email_addresses WHERE id = \(address) AND person_id = \(person)")
    }
}

package import Core
package import SQL

/// A mailed link to set a password. It works once, for 30 minutes, or for 7 days if it is for a first password. Opening the link does not
/// use it up; the button on the page does.
package struct MailLink: Sendable, Equatable {
    package let personID: PersonID
    package let addressID: AddressID
    package let expiresAt: Timestamp
    /// Where the person was going who asked for it, sealed; nil if nowhere.
    var sealedReturn: [UInt8]?

    static let returnPurpose = "mailed link return path"

    package static let lifetime: Duration = .minutes(30)
    /// For the first link, to a person who has no password yet.
    package static let welcomeLifetime: Duration = .days(7)
}

extension MailLink: RowDecodable {
    package init(row: Row) throws {
        self.init(
            personID: try row["person_id"], addressID: try row["address_id"], expiresAt: try row["expires_at"],
            sealedReturn: try row["return_to"])
    }
}

extension Transaction {
    func insert(_ link: MailLink, token: Secret<String>, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO mail_links (token_hash, purpose, person_id, address_id, mailed_to, created_at, expires_at, return_to)
            VALUES (\(TokenHash(token.exposed, purpose: .mailLink).bytes), 'password', \(link.personID), \(link.addressID),
                    (SELECT canonical FROM email_addresses WHERE id = \(link.addressID)), \(now), \(link.expiresAt),
                    \(link.sealedReturn))
            """)
    }

    /// The link if it still works; nil for a used, expired or unknown one, and for one that went to another address than the login has now:
    /// whoever reads the old address proves nothing about the new one.
    package func mailLink(token: String, at now: Timestamp) throws -> MailLink? {
        try first(
            """
            SELECT l.person_id, l.address_id, l.expires_at, l.return_to
            FROM mail_links l JOIN email_addresses a ON a.id = l.address_id AND a.canonical = l.mailed_to
            WHERE l.token_hash = \(TokenHash(token, purpose: .mailLink).bytes) AND l.used_at IS NULL AND l.expires_at > \(now)
            """, as: MailLink.self)
    }

    /// Marks the link as used. Returns false if it no longer works, for example because another request was faster.
    func useMailLink(token: String, at now: Timestamp) throws -> Bool {
        try run(
            """
            UPDATE mail_links SET used_at = \(now)
            WHERE token_hash = \(TokenHash(token, purpose: .mailLink).bytes) AND used_at IS NULL AND expires_at > \(now)
            """) > 0
    }
}

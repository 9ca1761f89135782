internal import Core
internal import SQL

extension RegistrationLink {
    fileprivate static let returnPurpose = "registration return path"
}

extension Transaction {
    func insert(_ link: RegistrationLink, token: Secret<String>, _ keyring: Keyring, at now: Timestamp) throws {
        let back = try link.returnTo.map { try keyring.seal(Array($0.utf8), purpose: RegistrationLink.returnPurpose) }
        try run(
            """
            INSERT INTO registration_links (token_hash, address, product, return_to, created_at, expires_at)
            VALUES (\(TokenHash(token.exposed, purpose: .registration).bytes), \(link.address.written), \(link.product), \(back), \(now),
                    \(now + RegistrationLink.lifetime))
            """)
    }

    /// nil for a link that was used, has expired, or never existed.
    func registrationLink(_ token: Secret<String>, _ keyring: Keyring, at now: Timestamp) throws -> RegistrationLink? {
        let row = try first(
            """
            SELECT address, product, return_to FROM registration_links
            WHERE token_hash = \(TokenHash(token.exposed, purpose: .registration).bytes) AND expires_at > \(now)
            """)
        guard let row, let address = EmailAddress(try row["address"]) else { return nil }
        let sealed: [UInt8]? = try row["return_to"]
        let back = sealed.flatMap { try? keyring.open($0, purpose: RegistrationLink.returnPurpose) }
        return RegistrationLink(
            address: address, product: try row["product"], returnTo: back.map { String(decoding: $0, as: UTF8.self) })
    }

    /// Every link of that address ends with the one that was used. Returns false if it was used meanwhile.
    func useRegistrationLink(_ token: Secret<String>, of link: RegistrationLink) throws -> Bool {
        let used = try run("DELETE FROM registration_links WHERE token_hash = \(TokenHash(token.exposed, purpose: .registration).bytes)")
        try run("DELETE FROM registration_links WHERE address = \(link.address.written)")
        return used > 0
    }
}

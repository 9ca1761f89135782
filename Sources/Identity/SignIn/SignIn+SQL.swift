package import Core
internal import Foundation
package import SQL

extension SignIn.Stage: SQLEncodable, SQLDecodable {}

extension SignIn {
    /// The return path is stored encrypted, because it may be an invitation's link.
    private static let purpose = "sign-in return path"

    /// nil if its return path or its asking party cannot be decrypted.
    fileprivate init?(row: Row, _ keyring: Keyring) throws {
        let sealed: String = try row["return_to"]
        let proved: String = try row["also_proved"]
        let sealedParty: [UInt8]? = try row["asking_party"]
        guard let bytes = Base64URL.decode(sealed), let plain = try? keyring.open(bytes, purpose: Self.purpose) else { return nil }
        var party: AskingParty?
        if let sealedParty {
            guard let opened = try? AskingParty(sealed: sealedParty, keyring: keyring) else { return nil }
            party = opened
        }
        self.init(
            stage: try row["stage"], returnTo: String(decoding: plain, as: UTF8.self), party: party, address: try row["address"],
            personID: try row["person_id"],
            alsoProved: proved.split(separator: " ").compactMap { PersonID(String($0)) }, factorID: try row["factor_id"],
            expiresAt: try row["expires_at"])
    }

    fileprivate func sealedReturn(_ keyring: Keyring) throws -> String {
        Base64URL.encode(try keyring.seal(Array(returnTo.utf8), purpose: Self.purpose))
    }
}

extension AskingParty {
    /// It is stored encrypted, because it may name a person (`login_hint`).
    private static let purpose = "sign-in asking party"

    fileprivate func sealed(by keyring: Keyring) throws -> [UInt8] {
        try keyring.seal(Array(JSONEncoder().encode(self)), purpose: Self.purpose)
    }

    /// Throws `Keyring.Unreadable` or a `DecodingError`.
    fileprivate init(sealed: [UInt8], keyring: Keyring) throws {
        self = try JSONDecoder().decode(AskingParty.self, from: Data(keyring.open(sealed, purpose: Self.purpose)))
    }
}

extension Transaction {
    /// The running sign-in with this token; nil if it is done, expired or unknown.
    package func signIn(token: String, _ keyring: Keyring, at now: Timestamp) throws -> SignIn? {
        let row = try first(
            """
            SELECT stage, return_to, asking_party, address, person_id, also_proved, factor_id, expires_at FROM sign_ins
            WHERE token_hash = \(TokenHash(token, purpose: .signIn).bytes) AND expires_at > \(now) AND stage <> 'done'
            """)
        return try row.flatMap { try SignIn(row: $0, keyring) }
    }

    /// Where a sign-in was going that is over by now, and for which address; nil if it is unknown, or was over a day ago.
    package func pastSignIn(token: String, _ keyring: Keyring) throws -> SignIn? {
        let row = try first(
            """
            SELECT stage, return_to, asking_party, address, person_id, also_proved, factor_id, expires_at FROM sign_ins
            WHERE token_hash = \(TokenHash(token, purpose: .signIn).bytes)
            """)
        return try row.flatMap { try SignIn(row: $0, keyring) }
    }

    func begin(_ signIn: SignIn, token: Secret<String>, from network: ClientNetwork, _ keyring: Keyring, at now: Timestamp) throws {
        let party = try signIn.party?.sealed(by: keyring)
        try run(
            """
            INSERT INTO sign_ins (token_hash, return_to, asking_party, address, stage, person_id, also_proved, factor_id, network,
                                  created_at, expires_at)
            VALUES (\(TokenHash(token.exposed, purpose: .signIn).bytes), \(signIn.sealedReturn(keyring)), \(party),
                    \(signIn.address), \(signIn.stage), NULL, '', NULL, \(network.text), \(now), \(signIn.expiresAt))
            """)
    }

    /// Token hashes of the running sign-ins of this network that must go before a new one may begin: those after the newest
    /// `SignIn.mostOfNetwork` - 1, a hundred at most. A sign-in that proved a password never goes: no stranger can begin those.
    func surplusSignIns(of network: ClientNetwork) throws -> [[UInt8]] {
        try rows(
            """
            SELECT token_hash FROM sign_ins WHERE network = \(network.text) AND stage = 'password'
            ORDER BY expires_at DESC LIMIT 100 OFFSET \(SignIn.mostOfNetwork - 1)
            """
        ).map { try $0["token_hash"] }
    }

    /// Moves the sign-in from the password stage to the next one. Returns false if it was not at the password stage.
    func passwordProved(
        _ token: String, by person: PersonID, alsoProved: [PersonID], next: SignIn.Stage, factor: SecondFactorID?
    ) throws -> Bool {
        try run(
            """
            UPDATE sign_ins SET stage = \(next), person_id = \(person), also_proved = \(alsoProved.map(\.text).joined(separator: " ")),
                factor_id = \(factor)
            WHERE token_hash = \(TokenHash(token, purpose: .signIn).bytes) AND stage = 'password'
            """) > 0
    }

    /// Moves the sign-in from the second-factor stage to its end. Returns false if it was not at the second-factor stage.
    func factorProved(_ token: String) throws -> Bool {
        try run(
            """
            UPDATE sign_ins SET stage = 'done' WHERE token_hash = \(TokenHash(token, purpose: .signIn).bytes) AND stage = 'second-factor'
            """) > 0
    }

    /// A sign-in that waits for its second factor proved a password, so it ends when that password is replaced or taken away.
    func endSignInsAfterPassword(of person: PersonID) throws {
        try run("UPDATE sign_ins SET stage = 'done' WHERE person_id = \(person) AND stage = 'second-factor'")
    }

    func choose(_ factor: SecondFactorID, token: String) throws {
        try run(
            """
            UPDATE sign_ins SET factor_id = \(factor) WHERE token_hash = \(TokenHash(token, purpose: .signIn).bytes)
                AND stage = 'second-factor'
            """)
    }

    /// Deletes what has expired: sign-ins, links, codes, tries, and sessions that ended 30 days ago.
    package func sweepIdentity(at now: Timestamp) throws {
        try run("DELETE FROM sign_ins WHERE expires_at < \(now - SignIn.remembered)")
        try run("DELETE FROM used_challenges WHERE expires_at < \(now)")
        try run("DELETE FROM sms_codes WHERE expires_at < \(now)")
        try run("DELETE FROM address_links WHERE expires_at < \(now)")
        try run("DELETE FROM registration_links WHERE expires_at < \(now)")
        try run("DELETE FROM mail_links WHERE expires_at < \(now - .days(1))")
        try run("DELETE FROM known_browsers WHERE last_used_at < \(now - KnownBrowser.lifetime)")
        try run("DELETE FROM sign_in_changes WHERE changed_at <= \(now - SignInChange.lifetime)")
        try run("DELETE FROM trusted_browsers WHERE expires_at < \(now)")
        try run("DELETE FROM tries WHERE window_ends_at < \(now - .days(1))")
        try run("DELETE FROM sessions WHERE ended_at < \(now - .days(30)) OR ends_at < \(now - .days(30))")
    }
}

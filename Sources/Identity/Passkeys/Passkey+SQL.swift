package import Audit
package import Core
package import SQL
internal import WebAuthn

extension Passkey.Kind: SQLCodable {}

extension Passkey: Stored {
    package static let stored: [Column<Passkey>] = [
        Column("id", \.id), Column("person_id", \.personID), Column("kind", \.kind), Column("rp_id", \.relyingParty),
        Column("credential_id", \.credentialID), Column("public_key", \.publicKey), Column("counter") { Int64($0.counter) },
        Column("backup_eligible", \.isBackupEligible), Column("backed_up", \.isBackedUp),
        Column("transports") { $0.transports.joined(separator: " ") }, Column("name", \.name), Column("set_by", \.setBy),
        Column("created_at", \.createdAt), Column("last_used_at", \.lastUsedAt),
    ]

    package init(row: Row) throws {
        let counter: Int64 = try row["counter"]
        let transports: String = try row["transports"]
        id = try row["id"]
        personID = try row["person_id"]
        kind = try row["kind"]
        relyingParty = try row["rp_id"]
        credentialID = try row["credential_id"]
        publicKey = try row["public_key"]
        self.counter = UInt32(clamping: counter)
        isBackupEligible = try row["backup_eligible"]
        isBackedUp = try row["backed_up"]
        self.transports = transports.split(separator: " ").map(String.init)
        name = try row["name"]
        setBy = try row["set_by"]
        createdAt = try row["created_at"]
        lastUsedAt = try row["last_used_at"]
    }
}

extension Transaction {
    package func passkeys(of person: PersonID) throws -> [Passkey] {
        try all("SELECT \(Passkey.columns) FROM passkeys WHERE person_id = \(person) ORDER BY id")
    }

    /// Those that are asked for after the password.
    func securityKeys(of person: PersonID) throws -> [Passkey] { try passkeys(of: person).filter { $0.kind == .securityKey } }

    /// Whether the sign-in asks for anything after the person's password.
    package func hasSecondFactor(_ person: PersonID) throws -> Bool {
        try !secondFactors(of: person).isEmpty || !securityKeys(of: person).isEmpty
    }

    /// Whether they can prove two factors: by a second factor, or by a passkey, which is two.
    package func canProveTwoFactors(_ person: PersonID) throws -> Bool { try hasSecondFactor(person) || !passkeys(of: person).isEmpty }

    package func passkey(credential: [UInt8], relyingParty: String) throws -> Passkey? {
        try first(
            "SELECT \(Passkey.columns) FROM passkeys WHERE credential_id = \(credential) AND rp_id = \(relyingParty)", as: Passkey.self)
    }

    package func insert(_ passkey: Passkey, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        try run("INSERT INTO passkeys (\(Passkey.columns)) VALUES (\(values: passkey))")
        try append(
            AuditEvent(
                .passkeyAdded, by: actor, on: passkey.personID.text, details: ["passkey": passkey.id.text, "kind": passkey.kind.rawValue]),
            at: now)
    }

    /// Returns false if the person has no such passkey.
    package func renamePasskey(_ id: PasskeyID, of person: PersonID, to name: String) throws -> Bool {
        try run("UPDATE passkeys SET name = \(name) WHERE id = \(id) AND person_id = \(person)") > 0
    }

    /// Returns false if the person has no such passkey.
    package func removePasskey(_ id: PasskeyID, of person: PersonID, by actor: AuditEvent.Actor, at now: Timestamp) throws -> Bool {
        guard try run("DELETE FROM passkeys WHERE id = \(id) AND person_id = \(person)") > 0 else { return false }
        try append(AuditEvent(.passkeyRemoved, by: actor, on: person.text, details: ["passkey": id.text]), at: now)
        try settleWithoutFactors(of: person)
        return true
    }

    /// Records a use. Returns false if another use was recorded since the passkey was read, or if it is gone.
    func record(_ use: Assertion.Use, of passkey: Passkey, at now: Timestamp) throws -> Bool {
        try run(
            """
            UPDATE passkeys SET counter = \(Int64(use.counter)), backup_eligible = \(use.isBackupEligible), backed_up = \(use.isBackedUp),
                last_used_at = \(now)
            WHERE id = \(passkey.id) AND counter = \(Int64(passkey.counter))
            """) > 0
    }

    /// Returns false if the challenge was used before.
    func useChallenge(_ challenge: WebAuthnChallenge, at now: Timestamp) throws -> Bool {
        try run(
            """
            INSERT INTO used_challenges (challenge_hash, expires_at) VALUES (\(challenge.hash), \(now + WebAuthnChallenge.lifetime))
            ON CONFLICT (challenge_hash) DO NOTHING
            """) > 0
    }

    /// Whether the person has no passkey yet, and did not decline one within 30 days.
    package func isPasskeyOfferDue(to person: PersonID, at now: Timestamp) throws -> Bool {
        guard try passkeys(of: person).allSatisfy({ $0.kind != .passkey }) else { return false }
        let declined: Timestamp? = try first("SELECT passkey_declined_at FROM people WHERE id = \(person)")?["passkey_declined_at"]
        return declined.map { now >= $0 + .days(30) } ?? true
    }

    package func declinePasskey(_ person: PersonID, at now: Timestamp) throws {
        try run("UPDATE people SET passkey_declined_at = \(now) WHERE id = \(person)")
    }
}

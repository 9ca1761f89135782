package import Audit
package import Core
internal import Crypto
internal import Language
package import SQL

/// Codes on paper, each of which takes the place of a second factor once. A person has one set: it is born with their first second factor and
/// dies with the last one. A code is stored as a keyed digest.
package enum RecoveryCodes {
    package static let count = 10
    /// So few are too few: the person is told to make a new set.
    package static let few = 3

    /// What a person has left of their set.
    package struct Standing: Sendable, Equatable {
        package let left: Int
        package let madeAt: Timestamp
    }

    /// 64 bits of chance, in four groups of four characters.
    static func newCode() -> Secret<String> {
        let digits = Hex.encode(SystemRandom().bytes(8))
        let groups = stride(from: 0, to: digits.count, by: 4).map { digits.dropFirst($0).prefix(4) }
        return Secret(groups.joined(separator: "-"))
    }

    /// Of a code as people type it: in any case, with or without what separates the groups.
    static func digest(_ entered: String, _ keyring: Keyring) -> [UInt8]? {
        let lookalikes: [Character: Character] = ["o": "0", "i": "1", "l": "1"]
        let digits = entered.lowercased().filter { $0.isLetter || $0.isNumber }.map { lookalikes[$0] ?? $0 }
        guard digits.count == 16, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
        let key = SymmetricKey(data: keyring.derivedKey("recovery-code").exposed)
        return Array(HMAC<SHA256>.authenticationCode(for: Array(String(digits).utf8), using: key))
    }
}

extension Transaction {
    /// Makes a new set, which replaces the one before. The codes exist nowhere else.
    package func makeRecoveryCodes(
        of person: PersonID, by actor: AuditEvent.Actor, _ keyring: Keyring, at now: Timestamp
    ) throws -> [Secret<String>] {
        try dropRecoveryCodes(of: person)
        let codes = (0..<RecoveryCodes.count).map { _ in RecoveryCodes.newCode() }
        for code in codes {
            let digest = RecoveryCodes.digest(code.exposed, keyring)
            try run("INSERT INTO recovery_codes (code_hash, person_id, created_at) VALUES (\(digest), \(person), \(now))")
        }
        try append(AuditEvent(.recoveryCodesMade, by: actor, on: person.text), at: now)
        return codes
    }

    /// nil for somebody who has no set.
    package func recoveryCodes(of person: PersonID) throws -> RecoveryCodes.Standing? {
        let row = try first(
            "SELECT COUNT(*) AS made, COUNT(used_at) AS used, MAX(created_at) AS at FROM recovery_codes WHERE person_id = \(person)")
        guard let row, let madeAt: Timestamp = try row["at"] else { return nil }
        let made: Int = try row["made"]
        return .init(left: try made - row["used"], madeAt: madeAt)
    }

    /// Whether the code is one of the person's that was not used. It counts as used from then on.
    func useRecoveryCode(_ entered: String, of person: PersonID, _ keyring: Keyring, at now: Timestamp) throws -> Bool {
        guard let digest = RecoveryCodes.digest(entered, keyring) else { return false }
        let used = try run(
            "UPDATE recovery_codes SET used_at = \(now) WHERE code_hash = \(digest) AND person_id = \(person) AND used_at IS NULL")
        if used > 0 { try append(AuditEvent(.recoveryCodeUsed, by: .person(person), on: person.text), at: now) }
        return used > 0
    }

    /// A person has one set: their own, else that of the joined login.
    func joinRecoveryCodes(of other: PersonID, into person: PersonID) throws {
        guard try recoveryCodes(of: person) == nil else { return try dropRecoveryCodes(of: other) }
        try run("UPDATE recovery_codes SET person_id = \(person) WHERE person_id = \(other)")
    }

    private func dropRecoveryCodes(of person: PersonID) throws { try run("DELETE FROM recovery_codes WHERE person_id = \(person)") }

    /// Called wherever a second factor goes: without one, a code would be a second factor of its own, and a trust stand for none.
    func settleWithoutFactors(of person: PersonID) throws {
        guard try !hasSecondFactor(person) else { return }
        try dropRecoveryCodes(of: person)
        try forgetTrust(of: person)
    }
}

extension SignInSteps {
    /// A new set for the session's person, in place of the one before; nil without a second factor, or if the session has ended.
    package func newRecoveryCodes(in session: Session) async throws -> [Secret<String>]? {
        let now = clock.now()
        let keyring = keyring
        let person = session.personID
        return try await database.write { tx in
            guard try tx.session(session.id, at: now) != nil, try tx.hasSecondFactor(person) else { return nil }
            return try change(tx, of: person, "recovery-code.mail-made", at: now) {
                try tx.makeRecoveryCodes(of: person, by: .person(person), keyring, at: now)
            } lead: { _ in
                "recovery-code.mail-made-lead"
            }
        }
    }
}

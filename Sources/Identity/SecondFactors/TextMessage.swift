internal import Audit
package import Core
internal import Crypto
internal import Language
internal import Outbox
internal import SQL

/// Codes sent to a telephone: six digits, five minutes, five tries. A code is stored as a keyed digest, because six digits could be guessed
/// from a plain hash. Every code of the last five minutes counts, once: a new one does not void the one that is on its way.
package struct TextMessage: Sendable, Equatable {
    package let number: PhoneNumber
    static let lifetime: Duration = .minutes(5)
    /// Another code is sent after this time at the earliest.
    package static let gap: Duration = .seconds(30)
    /// A code with less time left is not waited for: the next sign-in sends a new one.
    static let worthWaiting: Duration = .minutes(1)
    private static let tries = 5

    package init(to number: PhoneNumber) { self.number = number }

    static func newCode() -> String {
        var generator = SystemRandomNumberGenerator()
        return String(String(1_000_000 + UInt32.random(in: 0..<1_000_000, using: &generator)).dropFirst())
    }

    static func digest(_ code: String, of factor: SecondFactorID, _ keyring: Keyring) -> [UInt8] {
        let key = SymmetricKey(data: keyring.derivedKey("sms-code").exposed)
        return Array(HMAC<SHA256>.authenticationCode(for: Array((factor.text + ":" + code).utf8), using: key))
    }
}

extension TextMessage: SecondFactorMethod {
    static let kind = SecondFactor.Kind.textMessage
    static let amr = "sms"
    var sender: (any CodeSender)? { self }

    var removalNotice: (title: String, change: Phrase) {
        ("identity.sms-removed", Phrase("identity.sms-removed-lead", ["ending": number.ending]))
    }

    init(row: Row) throws {
        guard let number = PhoneNumber(try row["phone"]) else { throw SQLError.unexpectedValue(column: "phone") }
        self.init(to: number)
    }

    var columns: SecondFactorColumns { SecondFactorColumns(phone: number.text) }

    /// Counts the try, and uses the code up if it is the right one.
    func useCode(_ code: String, of factor: SecondFactorID, in tx: Transaction, _ keyring: Keyring, at now: Timestamp) throws -> Bool {
        let counted = try tx.run(
            """
            UPDATE sms_codes SET tries = tries + 1 WHERE factor_id = \(factor) AND expires_at > \(now) AND tries < \(Self.tries)
            """)
        guard counted > 0 else { return false }
        let digest = Self.digest(EnteredDigits.code(code), of: factor, keyring)
        return try tx.run("DELETE FROM sms_codes WHERE factor_id = \(factor) AND code_hash = \(digest)") > 0
    }
}

extension TextMessage: CodeSender {
    func limits(of person: PersonID, from origin: ClientOrigin) -> [TrySubject] {
        [.sms(person), .smsFrom(origin), .smsTo(number.country)]
    }

    func lastSent(of factor: SecondFactorID, in tx: Transaction) throws -> Timestamp? {
        try tx.first("SELECT MAX(sent_at) AS at FROM sms_codes WHERE factor_id = \(factor)")?["at"]
    }

    func hasLiveCode(of factor: SecondFactorID, in tx: Transaction, at now: Timestamp) throws -> Bool {
        try tx.first(
            "SELECT tries FROM sms_codes WHERE factor_id = \(factor) AND expires_at > \(now) AND tries < \(Self.tries) LIMIT 1") != nil
    }

    func sendCode(of factor: SecondFactorID, in tx: Transaction, _ keyring: Keyring, at now: Timestamp) throws {
        let code = Self.newCode()
        try tx.run(
            """
            INSERT INTO sms_codes (factor_id, code_hash, sent_at, expires_at, tries)
            VALUES (\(factor), \(Self.digest(code, of: factor, keyring)), \(now), \(now + Self.lifetime), 0)
            ON CONFLICT (factor_id, code_hash) DO UPDATE SET sent_at = excluded.sent_at, expires_at = excluded.expires_at, tries = 0
            """)
        try send(code, to: try tx.owner(of: factor), in: tx, keyring, at: now)
    }

    func send(_ code: String, to owner: Person?, in tx: Transaction, _ keyring: Keyring, at now: Timestamp) throws {
        let reader = owner?.reader ?? .program
        let text = Phrase("identity.sms-code", ["code": code]).text(for: reader)
        let message = OutgoingMessage(.sms(number), .init(subject: "", text: text), in: reader.language)
        try tx.send(message, sealedBy: keyring, at: now)
    }
}

extension SecondFactor {
    /// A telephone that codes are sent to.
    package static func telephone(
        _ number: PhoneNumber, of person: PersonID, id: SecondFactorID? = nil, setBy: SetBy, at now: Timestamp
    ) -> SecondFactor {
        SecondFactor(
            id: id ?? SecondFactorID(at: now), personID: person, method: .textMessage(TextMessage(to: number)), label: "Text message",
            setBy: setBy, createdAt: now)
    }
}

internal import Core
internal import Crypto
internal import Outbox
internal import SQL

/// A code sent to a telephone: six digits, five minutes, five tries. It is stored as a keyed digest, because six digits could be guessed
/// from a plain hash.
enum SMSCode {
    static let lifetime: Duration = .minutes(5)
    static let tries = 5

    static func digest(_ code: String, of factor: SecondFactorID, _ keyring: Keyring) -> [UInt8] {
        let key = SymmetricKey(data: keyring.derivedKey("sms-code").exposed)
        return Array(HMAC<SHA256>.authenticationCode(for: Array((factor.text + ":" + code).utf8), using: key))
    }

    static func generate() -> String {
        var generator = SystemRandomNumberGenerator()
        return String(String(1_000_000 + UInt32.random(in: 0..<1_000_000, using: &generator)).dropFirst())
    }
}

extension Transaction {
    /// Replaces the last code with a new one, and puts the SMS into the outbox.
    func sendCode(to phone: PhoneNumber, of factor: SecondFactorID, _ keyring: Keyring, at now: Timestamp) throws {
        let code = SMSCode.generate()
        try run(
            """
            INSERT INTO sms_codes (factor_id, code_hash, sent_at, expires_at, tries)
            VALUES (\(factor), \(SMSCode.digest(code, of: factor, keyring)), \(now), \(now + SMSCode.lifetime), 0)
            ON CONFLICT (factor_id) DO UPDATE SET code_hash = excluded.code_hash, sent_at = excluded.sent_at,
                expires_at = excluded.expires_at, tries = 0
            """)
        let text = "\(code) is your sign-in code. It works for 5 minutes. We never ask for it on the phone."
        try send(OutgoingMessage(.sms(phone), .init(subject: "", text: text)), at: now)
    }

    /// Whether a code was sent that would still be accepted.
    func hasLiveCode(_ factor: SecondFactorID, at now: Timestamp) throws -> Bool {
        try first(
            "SELECT tries FROM sms_codes WHERE factor_id = \(factor) AND expires_at > \(now) AND tries < \(SMSCode.tries)") != nil
    }

    /// Counts the try, and uses the code up if it is the right one.
    func useCode(_ code: String, of factor: SecondFactorID, _ keyring: Keyring, at now: Timestamp) throws -> Bool {
        let counted = try run(
            """
            UPDATE sms_codes SET tries = tries + 1 WHERE factor_id = \(factor) AND expires_at > \(now) AND tries < \(SMSCode.tries)
            """)
        guard counted > 0 else { return false }
        let digest = SMSCode.digest(code.filter { !$0.isWhitespace }, of: factor, keyring)
        return try run("DELETE FROM sms_codes WHERE factor_id = \(factor) AND code_hash = \(digest)") > 0
    }
}

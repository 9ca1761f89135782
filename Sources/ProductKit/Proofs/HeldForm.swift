internal import Core
internal import SQL
internal import Web

/// A form that waits while whoever sent it proves that it is they.
struct HeldForm: Sendable {
    static let lifetime = Duration.hours(1)
    static let mostOfSubject = 5
    static let purpose = "held-form"

    let page: LocalPath
    let fields: [Values.Pair]

    init(page: LocalPath, fields: Values) {
        self.page = page
        self.fields = fields.pairs.filter { $0.name != "_token" }
    }

    func sealed(by keyring: Keyring) throws -> [UInt8] {
        let pairs = fields.map { JSON.array([.string($0.name), .string($0.value)]) }
        return try keyring.seal((["page": .string(page.text), "fields": .array(pairs)] as JSON).bytes, purpose: Self.purpose)
    }

    init(sealed: [UInt8], keyring: Keyring) throws {
        let json = try JSON(reading: keyring.open(sealed, purpose: Self.purpose))
        guard let page = LocalPath(json["page"]?.string) else { throw SealedValueUnreadable() }
        let pairs = (json["fields"]?.array ?? []).compactMap { pair -> (String, String)? in
            guard let name = pair.array?.first?.string, let value = pair.array?.last?.string else { return nil }
            return (name, value)
        }
        self.init(page: page, fields: Values(pairs))
    }
}

extension Transaction {
    /// Keeps a form for the person, by the hash of its token. Deletes what waited too long, and the oldest of more than a few.
    func hold(_ sealed: [UInt8], by token: TokenHash, of subject: String, at now: Timestamp) throws {
        try run("DELETE FROM product_held_forms WHERE expires_at <= \(now)")
        try run(
            """
            INSERT INTO product_held_forms (token_hash, subject, sealed, expires_at)
            VALUES (\(token.bytes), \(subject), \(sealed), \(now + HeldForm.lifetime))
            """)
        let surplus: [[UInt8]] = try rows(
            """
            SELECT token_hash FROM product_held_forms WHERE subject = \(subject)
            ORDER BY expires_at DESC, token_hash LIMIT 100 OFFSET \(HeldForm.mostOfSubject)
            """
        ).map { try $0["token_hash"] }
        if !surplus.isEmpty { try run("DELETE FROM product_held_forms WHERE token_hash IN \(list: surplus)") }
    }

    /// Only whoever sent it gets it back.
    func heldForm(_ token: TokenHash, of subject: String, at now: Timestamp) throws -> [UInt8]? {
        try first(
            """
            SELECT sealed FROM product_held_forms
            WHERE token_hash = \(token.bytes) AND subject = \(subject) AND expires_at > \(now)
            """)?["sealed"]
    }
}

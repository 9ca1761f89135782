internal import Core
internal import SQL

extension DKIMKey: Stored {
    static let stored: [Column<DKIMKey>] = [
        Column("domain", \.domain), Column("selector", \.selector), Column("private_key", \.sealedPrivateKey),
        Column("public_key", \.publicKey), Column("made_at", \.madeAt), Column("in_use_at", \.inUseAt),
    ]

    init(row: Row) throws {
        try self.init(
            domain: row["domain"], selector: row["selector"], sealedPrivateKey: row["private_key"], publicKey: row["public_key"],
            madeAt: row["made_at"], inUseAt: row["in_use_at"])
    }
}

extension Transaction {
    /// The domain's keys, the newest first.
    func dkimKeys(of domain: SendingDomainID) throws -> [DKIMKey] {
        try all("SELECT \(DKIMKey.columns) FROM dkim_keys WHERE domain = \(domain) ORDER BY made_at DESC, selector")
    }

    func insert(_ key: DKIMKey) throws {
        try run("INSERT INTO dkim_keys (\(DKIMKey.columns)) VALUES (\(values: key))")
    }

    /// From now on mail may be signed by it.
    func noteUse(of key: DKIMKey, at now: Timestamp) throws {
        try run(
            "UPDATE dkim_keys SET in_use_at = \(now) WHERE domain = \(key.domain) AND selector = \(key.selector) AND in_use_at IS NULL")
    }

    func remove(_ key: DKIMKey) throws {
        try run("DELETE FROM dkim_keys WHERE domain = \(key.domain) AND selector = \(key.selector)")
    }
}

extension [DKIMKey] {
    /// The newest whose record was seen: by it mail is signed. Before any was, the oldest.
    var signing: DKIMKey? { filter { $0.inUseAt != nil }.max { $0.madeAt < $1.madeAt } ?? self.min { $0.madeAt < $1.madeAt } }

    /// Those whose records the domain should have: the one in use, a newer one that waits, and older ones as long as mail may be on its way.
    func looked(at now: Timestamp) -> [DKIMKey] { filter { !isOver($0, at: now) } }

    /// Whether a newer key is in use for so long that this one is needed no more.
    func isOver(_ key: DKIMKey, at now: Timestamp) -> Bool {
        contains { newer in newer.madeAt > key.madeAt && newer.inUseAt.map { $0 + DKIMKey.kept <= now } == true }
    }
}

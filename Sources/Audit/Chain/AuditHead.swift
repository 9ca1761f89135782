package import Core
internal import Crypto
package import SQL

/// Signs the ends of the chains with a key that is not in the database: whoever can write all of its tables cannot sign.
package protocol HeadSigner: Sendable {
    /// The payload with its signature, on one line.
    func sign(_ payload: [UInt8]) throws -> String
    /// The payload of what this server signed, with any key it ever had. Throws if it did not.
    func payload(of signed: String) throws -> [UInt8]
}

/// The daily signature over the ends of all chains that grew since the one before. It leaves the server by log and mail, so that nobody can
/// later put another past in its place.
package struct AuditHead: Sendable, Equatable {
    /// Counts from 1.
    package let number: Int64
    package let at: Timestamp
    /// Events that this earlier signature covers were deleted by age; 0 for none. Without such a signature nobody may delete any.
    package let cut: Int64
    package let signed: String
}

/// The end of one chain as it was signed.
struct SignedEnd: Equatable {
    let chain: String
    let number: Int64
    let hash: [UInt8]
}

extension Transaction {
    /// Signs the ends of the chains if none was signed on this day (UTC) yet, or if `cut` is more than was allowed before; nil if one was.
    package func signHead(by signer: some HeadSigner, cut: Int64 = 0, at now: Timestamp) throws -> AuditHead? {
        let last = try lastHead()
        let cut = max(cut, last?.cut ?? 0)
        guard last.map({ $0.at.isoDate < now.isoDate || $0.cut < cut }) ?? true else { return nil }
        let ends: [SignedEnd] = try all(
            """
            SELECT chain, number, hash FROM audit_chains c
            WHERE NOT EXISTS (SELECT 1 FROM audit_head_chains h WHERE h.chain = c.chain AND h.number >= c.number)
            """)
        let number = (last?.number ?? 0) + 1
        let payload = HeadPayload.of(ends, number: number, at: now, after: last, cut: cut)
        let head = AuditHead(number: number, at: now, cut: cut, signed: try signer.sign(payload))
        try run("INSERT INTO audit_heads (\(AuditHead.columns)) VALUES (\(values: head))")
        for end in ends {
            try run(
                """
                INSERT INTO audit_head_chains (head, chain, number, hash) VALUES (\(number), \(end.chain), \(end.number), \(end.hash))
                """)
        }
        return head
    }

    package func lastHead() throws -> AuditHead? { try heads(atMost: 1).first }

    /// Newest first.
    package func heads(atMost limit: Int) throws -> [AuditHead] {
        try all("SELECT \(AuditHead.columns) FROM audit_heads ORDER BY number DESC LIMIT \(limit)")
    }
}

/// What is signed of a head: JSON with sorted keys, so that it can be written again from the tables and compared byte for byte.
enum HeadPayload {
    static func of(_ ends: [SignedEnd], number: Int64, at time: Timestamp, after last: AuditHead?, cut: Int64) -> [UInt8] {
        let previous = last.map { "\"" + Base64URL.encode(Array(SHA256.hash(data: Array($0.signed.utf8)))) + "\"" } ?? "null"
        let members = [
            "\"at\":\"\(time.rfc3339)\"", "\"chains\":\(ends.count)", "\"cut\":\(cut)", "\"number\":\(number)", "\"previous\":\(previous)",
            "\"root\":\"\(Base64URL.encode(root(of: ends)))\"",
        ]
        return Array(("{" + members.joined(separator: ",") + "}").utf8)
    }

    private static func root(of ends: [SignedEnd]) -> [UInt8] {
        var fields = HashedFields("lanyard audit head 1")
        for end in ends.sorted(by: { $0.chain < $1.chain }) {
            fields.add(end.chain)
            fields.add(String(end.number))
            fields.add(end.hash)
        }
        return fields.digest()
    }
}

extension AuditHead: Stored {
    package static let stored: [Column<AuditHead>] = [
        Column("number", \.number), Column("at", \.at), Column("cut", \.cut), Column("signed", \.signed),
    ]

    package init(row: Row) throws {
        self.init(number: try row["number"], at: try row["at"], cut: try row["cut"], signed: try row["signed"])
        let isRight = ChainEnd.numbers.contains(number) && cut >= 0 && cut < number && (0..<253_402_300_800_000).contains(at.milliseconds)
        guard isRight else { throw SQLError.unexpectedValue(column: "number") }
    }
}

extension SignedEnd: RowDecodable {
    init(row: Row) throws { self.init(chain: try row["chain"], number: try row["number"], hash: try row["hash"]) }
}

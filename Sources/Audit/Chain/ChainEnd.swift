internal import Core
internal import SQL

/// The chain of an account's events, or of the events of no account: where it ends now, and where it begins since old events were deleted.
struct ChainEnd: Equatable {
    /// nil for the events of no account.
    let account: AccountID?
    /// The number of the last event; the first has number 1.
    var number: Int64
    var hash: [UInt8]
    /// Events up to this number were deleted by age (`Retention`).
    var beginsAfter: Int64
    var beginHash: [UInt8]

    /// More events than these no chain ever has.
    static let numbers: ClosedRange<Int64> = 1...(1 << 53)

    /// Its name in the tables of chains.
    var name: String { account?.text ?? "" }

    static func empty(_ account: AccountID?) -> ChainEnd {
        ChainEnd(account: account, number: 0, hash: ChainHash.beginning, beginsAfter: 0, beginHash: ChainHash.beginning)
    }
}

extension ChainEnd: Stored {
    static let stored: [Column<ChainEnd>] = [
        Column("chain", \.name), Column("number", \.number), Column("hash", \.hash), Column("begins_after", \.beginsAfter),
        Column("begin_hash", \.beginHash),
    ]

    init(row: Row) throws {
        let name: String = try row["chain"]
        self.init(
            account: AccountID(name), number: try row["number"], hash: try row["hash"], beginsAfter: try row["begins_after"],
            beginHash: try row["begin_hash"])
        let isRight = self.name == name && [number, beginsAfter].allSatisfy { $0 == 0 || Self.numbers.contains($0) }
        guard isRight else { throw SQLError.unexpectedValue(column: "chain") }
    }
}

extension Transaction {
    func chainEnd(of account: AccountID?) throws -> ChainEnd {
        try first("SELECT \(ChainEnd.columns) FROM audit_chains WHERE chain = \(account?.text ?? "")", as: ChainEnd.self) ?? .empty(account)
    }

    /// The events of a chain in its index: `account_id = …`, or that there is none.
    func isIn(_ account: AccountID?) -> Statement { if let account { "account_id = \(account)" } else { "account_id IS NULL" } }
}

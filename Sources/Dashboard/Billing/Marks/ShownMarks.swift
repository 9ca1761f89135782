internal import ProductKit
internal import SQL

/// The marks of the balances that somebody sees.
struct ShownMarks: Sendable {
    struct One: Sendable {
        let mark: BalanceMark
        let payer: Payer
        /// Whether the reader would be told.
        let mayJoin: Bool
    }

    private(set) var shown: [One] = []
    private(set) var choices = MarkChoices()

    static func find(_ reader: BillingReader, in tx: Transaction) throws -> ShownMarks {
        var found = ShownMarks()
        for mark in try tx.balanceMarks(of: reader.account.id) {
            guard let (payer, _) = try tx.payer(of: mark), try reader.mayOpen(payer, in: tx) else { continue }
            found.shown.append(One(mark: mark, payer: payer, mayJoin: reader.isAmong(try tx.audience(of: payer))))
        }
        found.choices = try MarkChoices.find(reader, in: tx)
        return found
    }

    /// Whether it has to be said whose balance each is about.
    var areOfSeveral: Bool { Set(shown.map(\.payer.id)).count > 1 || choices.open.count > 1 }
}

/// What a new mark can be about: one of the billing accounts that its maker may open, or, where nobody is billed, the account as a whole.
struct MarkChoices: Sendable {
    private(set) var open: [BillingAccount] = []
    private(set) var isBilled = false
    /// Whether one of them has fewer marks than it may have.
    private(set) var hasRoom = false

    static func find(_ reader: BillingReader, in tx: Transaction) throws -> MarkChoices {
        let account = reader.account.id
        var found = MarkChoices()
        found.open = try reader.open(in: tx)
        found.isBilled = try !tx.billingAccounts(of: account).isEmpty
        let counts = Dictionary(grouping: try tx.balanceMarks(of: account), by: \.billing).mapValues(\.count)
        found.hasRoom = (found.isBilled ? found.open.map(\.id) : [""]).contains { counts[$0, default: 0] < BalanceMark.most }
        return found
    }

    var isAny: Bool { !isBilled || !open.isEmpty }
}

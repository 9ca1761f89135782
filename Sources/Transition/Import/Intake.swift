internal import Access
internal import Core
internal import Identity
internal import SQL

/// What becomes of the rows of a batch, each in the order of the file.
struct SortedRows {
    var rejected: [(row: PreparedRow, reason: RowRejection)] = []
    var unchanged = 0
    /// Of people whom no import brought before, and whose address is nobody's in this product.
    var new: [PreparedRow] = []
    /// What has to be judged together with the rest of the file.
    var staged: [PreparedRow] = []
}

/// Sorts the rows of one file.
struct Intake {
    let context: ImportContext
    private var ids = SeenTexts()
    private var addresses = SeenTexts()

    init(_ context: ImportContext) { self.context = context }

    /// Cost: two reads, and one more for each row with a security key, or with an address that the old product vouches for.
    mutating func sort(_ rows: [PreparedRow], in people: any Database) async throws -> SortedRows {
        var sorted = SortedRows()
        let accepted = rows.filter { row in
            let reason = refusal(of: row)
            if let reason { sorted.rejected.append((row, reason)) }
            return reason == nil
        }
        let context = context
        let fates = try await people.read { tx in try context.fates(of: accepted, tx) }
        for (row, fate) in zip(accepted, fates) {
            switch fate {
            case .new: sorted.new.append(row)
            case .unchanged: sorted.unchanged += 1
            case .staged: sorted.staged.append(row)
            }
        }
        return sorted
    }

    /// The first of two rows with the same id or address counts.
    private mutating func refusal(of row: PreparedRow) -> RowRejection? {
        if ids.contains(row.exported.externalID) { return .duplicateID }
        guard addresses.insert(row.exported.email.canonical) else { return .duplicateEmail }
        _ = ids.insert(row.exported.externalID)
        return nil
    }
}

private enum RowFate: Sendable { case new, unchanged, staged }

extension ImportContext {
    fileprivate func fates(of rows: [PreparedRow], _ tx: Transaction) throws -> [RowFate] {
        let sources = try tx.importSources(rows.map(\.exported.externalID), product: product.id)
        let known = Dictionary(sources.map { ($0.externalID, $0) }, uniquingKeysWith: { first, _ in first })
        let taken = try tx.addresses(rows.map(\.exported.email.canonical), of: product.id)
        return try rows.map { row in
            guard let source = known[row.exported.externalID] else {
                let isFree = try !taken.contains(row.exported.email.canonical) && !hasTakenKey(row.exported, for: nil, tx)
                return isFree ? .new : .staged
            }
            guard row.fields == source.fields, try addressToVouch(for: row.exported, source.personID, tx) == nil else { return .staged }
            return .unchanged
        }
    }
}

extension Transaction {
    /// Those of the addresses that people of the product have.
    fileprivate func addresses(_ canonical: [String], of product: ProductID) throws -> Set<String> {
        let found: [String] = try rows(
            "SELECT canonical FROM email_addresses WHERE canonical IN \(list: canonical) AND product = \(product)"
        ).map { try $0["canonical"] }
        return Set(found)
    }
}

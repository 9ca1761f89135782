internal import Access
internal import Core
internal import Identity
internal import SQL

/// What becomes of the rows of a batch, each in the order of the file.
struct SortedRows {
    var rejected: [(row: PreparedRow, reason: RowRejection)] = []
    var unchanged = 0
    /// The lines that come in without their address.
    var withoutAddress: [Int] = []
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
    private var names = SeenTexts()

    init(_ context: ImportContext) { self.context = context }

    /// Cost: two reads, and one more for each row with a security key, or with an address that the old product vouches for.
    mutating func sort(_ rows: [PreparedRow], in people: any Database) async throws -> SortedRows {
        var sorted = SortedRows()
        let accepted = rows.compactMap { row -> PreparedRow? in
            var row = row
            guard let reason = refusal(of: &row) else { return row }
            sorted.rejected.append((row, reason))
            return nil
        }
        let context = context
        let fates = try await people.read { tx in try context.fates(of: accepted, tx) }
        for (row, fate) in fates {
            if row.exported.warnings.contains(.sharedAddress) { sorted.withoutAddress.append(row.line) }
            switch fate {
            case .new: sorted.new.append(row)
            case .unchanged: sorted.unchanged += 1
            case .staged: sorted.staged.append(row)
            }
        }
        return sorted
    }

    /// The first of two rows with the same id, name or address counts. Whoever has a name comes in without the address of another.
    private mutating func refusal(of row: inout PreparedRow) -> RowRejection? {
        if ids.contains(row.exported.externalID) { return .duplicateID }
        if let name = row.exported.login, names.contains(name.canonical) { return .duplicateLogin }
        if let email = row.exported.email, addresses.contains(email.canonical) {
            guard row.exported.login != nil else { return .duplicateEmail }
            row = row.withoutAddress(context.digests)
        }
        if let email = row.exported.email { _ = addresses.insert(email.canonical) }
        if let name = row.exported.login { _ = names.insert(name.canonical) }
        _ = ids.insert(row.exported.externalID)
        return nil
    }
}

private enum RowFate: Sendable { case new, unchanged, staged }

extension ImportContext {
    /// Each row with its fate; without the address, if another login of the product has it and the row has a name to sign in by.
    fileprivate func fates(of rows: [PreparedRow], _ tx: Transaction) throws -> [(PreparedRow, RowFate)] {
        let sources = try tx.importSources(rows.map(\.exported.externalID), product: product.id)
        let known = Dictionary(sources.map { ($0.externalID, $0) }, uniquingKeysWith: { first, _ in first })
        let holders = try tx.holders(of: rows.compactMap(\.exported.email?.canonical), in: product.id)
        return try rows.map { given in
            var row = given
            let source = known[row.exported.externalID]
            let holder = row.exported.email.flatMap { holders[$0.canonical] }
            let isTaken = holder != nil && holder != source?.personID
            if isTaken, row.exported.login != nil { row = row.withoutAddress(digests) }
            guard let source else {
                let isFree = row.exported.email == nil || !isTaken
                let isNew = try isFree && !hasTakenKey(row.exported, for: nil, tx) && !hasTakenName(row.exported.login, for: nil, tx)
                return (row, isNew ? .new : .staged)
            }
            let isUnchanged = try row.fields == source.fields && addressToVouch(for: row.exported, source.personID, tx) == nil
            return (row, isUnchanged ? .unchanged : .staged)
        }
    }
}

extension Transaction {
    /// Who has these addresses by an import of the product.
    fileprivate func holders(of canonical: [String], in product: ProductID) throws -> [String: PersonID] {
        var holders: [String: PersonID] = [:]
        for row in try rows(
            "SELECT canonical, person_id FROM email_addresses WHERE canonical IN \(list: canonical) AND product = \(product)")
        {
            holders[try row["canonical"]] = try row["person_id"]
        }
        return holders
    }
}

internal import Core
package import SQL

/// Computes the chains anew from the events and compares them with what was sealed and signed.
package struct ChainCheck {
    private static let pageSize = 1000

    private let tx: Transaction
    private var report = ChainReport()
    private var ends: [String: ChainEnd] = [:]

    private init(_ tx: Transaction) { self.tx = tx }

    /// Reads every event once, in pages, on one snapshot. `kept` are signatures that were kept outside the server: each must still be among
    /// its own. Throws what the signer throws for one that this server never gave.
    package static func report(_ tx: Transaction, signer: some HeadSigner, kept: [String] = []) throws -> ChainReport {
        var check = ChainCheck(tx)
        try check.checkChains()
        try check.checkHeads(signer, kept: kept)
        try check.nameUnsealed()
        return check.report
    }

    private mutating func checkChains() throws {
        for row in try tx.rows("SELECT \(ChainEnd.columns) FROM audit_chains ORDER BY chain") {
            guard let end = try? ChainEnd(row: row) else {
                report.faults.append(ChainFault(kind: .endChanged, account: (try? row["chain"]).flatMap { AccountID($0) }))
                continue
            }
            ends[end.name] = end
        }
        // A chain whose end was deleted still has its events.
        for row in try tx.rows("SELECT DISTINCT account_id FROM audit_events WHERE chain_number IS NOT NULL") {
            let account: AccountID?
            do { account = try row["account_id"] } catch {
                // No chain is called so: nothing of it can be compared.
                report.faults.append(ChainFault(kind: .eventChanged))
                continue
            }
            if ends[account?.text ?? ""] == nil { ends[account?.text ?? ""] = .empty(account) }
        }
        for (_, end) in ends.sorted(by: { $0.key < $1.key }) { try check(end) }
    }

    private mutating func check(_ end: ChainEnd) throws {
        report.chains += 1
        try nameStrays(of: end)
        var place = Place(number: end.beginsAfter, hash: end.beginHash)
        var unreadable: Set<String> = []
        while true {
            let rows = try tx.rows(
                """
                SELECT \(RecordedEvent.columns), chain_number, chain_hash, value_digests FROM audit_events
                WHERE \(tx.isIn(end.account)) AND chain_number >= \(max(place.number, end.beginsAfter + 1))
                    AND NOT (chain_number = \(place.number) AND id <= \(place.event))
                ORDER BY chain_number, id LIMIT \(Self.pageSize)
                """)
            var page: [SealedEvent] = []
            for row in rows {
                if let sealed = try? SealedEvent(row: row) {
                    page.append(sealed)
                    continue
                }
                let id: String = (try? row["id"]) ?? ""
                if unreadable.insert(id).inserted {
                    report.faults.append(ChainFault(kind: .eventChanged, account: end.account, event: EventID(id)))
                }
            }
            guard !page.isEmpty else { break }
            let values = try tx.valueDigests(of: page.compactMap(\.event?.id))
            for sealed in page {
                check(sealed, at: &place, in: end.account)
                if let event = sealed.event { check(values[event.id] ?? [:], of: event, sealed) }
            }
        }
        if place.number < end.number {
            report.faults.append(ChainFault(kind: .eventsMissing, account: end.account, number: place.number + 1))
        } else if place.number > end.number || place.hash != end.hash {
            report.faults.append(ChainFault(kind: .endChanged, account: end.account, number: end.number))
        }
    }

    /// Events from before the beginning: numbers begin at 1, and what is deleted by age goes within seconds.
    private mutating func nameStrays(of end: ChainEnd) throws {
        let strays = try tx.rows(
            "SELECT id FROM audit_events WHERE \(tx.isIn(end.account)) AND chain_number <= \(end.beginsAfter) ORDER BY id LIMIT 100")
        for row in strays {
            let id: String = (try? row["id"]) ?? ""
            report.faults.append(ChainFault(kind: .eventStray, account: end.account, event: EventID(id)))
        }
    }

    /// A fault is told once: after it the sealed hash is taken as it stands.
    private mutating func check(_ sealed: SealedEvent, at place: inout Place, in account: AccountID?) {
        report.events += 1
        let hash = sealed.event.map { ChainHash.of($0, digests: sealed.digests, at: sealed.number, after: place.hash) }
        if sealed.number - 1 > place.number {
            report.faults.append(ChainFault(kind: .eventsMissing, account: account, number: place.number + 1))
        } else if sealed.number <= place.number || sealed.hash != hash {
            report.faults.append(ChainFault(kind: .eventChanged, account: account, number: sealed.number, event: EventID(sealed.id)))
        }
        place = Place(number: sealed.number, hash: sealed.hash, event: sealed.id)
    }

    private mutating func check(_ values: [String: String], of event: RecordedEvent, _ sealed: SealedEvent) {
        let digests = ValueDigest.read(sealed.digests)
        if values.contains(where: { digests[$0.key] != $0.value }) {
            report.faults.append(ChainFault(kind: .valueChanged, account: event.account, number: sealed.number, event: event.id))
        }
        report.erased += digests.keys.count { values[$0] == nil }
    }

    private mutating func checkHeads(_ signer: some HeadSigner, kept: [String]) throws {
        let rows = try tx.rows("SELECT \(AuditHead.columns) FROM audit_heads ORDER BY number")
        let heads = rows.compactMap { try? AuditHead(row: $0) }
        if heads.count < rows.count { report.faults.append(ChainFault(kind: .headChanged)) }
        for signed in kept {
            _ = try signer.payload(of: signed)
            if !heads.contains(where: { $0.signed == signed }) { report.faults.append(ChainFault(kind: .headMissing)) }
        }
        // Which ends were the last that a signature allows events to be deleted up to.
        var beginnings: [String: SignedEnd] = [:]
        var last: AuditHead?
        var signedEnds: [(head: AuditHead, ends: [SignedEnd])] = []
        for head in heads {
            let expected = (last?.number ?? 0) + 1
            if head.number != expected { report.faults.append(ChainFault(kind: .headMissing, head: expected)) }
            let ends: [SignedEnd] = try tx.all("SELECT chain, number, hash FROM audit_head_chains WHERE head = \(head.number)")
            let payload = HeadPayload.of(ends, number: head.number, at: head.at, after: last, cut: head.cut)
            // What is wrong with a signature makes no difference to whoever reads the report.
            if (try? signer.payload(of: head.signed)) == payload {
                signedEnds.append((head, ends))
            } else {
                report.faults.append(ChainFault(kind: .headChanged, head: head.number))
            }
            last = head
        }
        report.head = last
        let cut = signedEnds.map(\.head.cut).max() ?? 0
        for (head, ends) in signedEnds where head.number <= cut { for end in ends { beginnings[end.chain] = end } }
        report.cut = cut
        for end in ends.values.sorted(by: { $0.name < $1.name }) {
            let allowed = beginnings[end.name]
            let isAllowed = allowed.map { $0.number == end.beginsAfter && $0.hash == end.beginHash } ?? (end.beginsAfter == 0)
            if !isAllowed { report.faults.append(ChainFault(kind: .beginningChanged, account: end.account, number: end.beginsAfter)) }
        }
        let newest = Dictionary((signedEnds.last?.ends ?? []).map { ($0.chain, $0.number) }) { first, _ in first }
        report.unsigned = ends.values.reduce(0) { $0 + max(0, $1.number - max(newest[$1.name] ?? 0, $1.beginsAfter)) }
        for (head, ends) in signedEnds {
            for signed in ends.sorted(by: { $0.chain < $1.chain }) where try !isMet(signed) {
                report.faults.append(
                    ChainFault(kind: .headNotMet, account: AccountID(signed.chain), number: signed.number, head: head.number))
            }
        }
    }

    private func isMet(_ signed: SignedEnd) throws -> Bool {
        guard let end = ends[signed.chain] else { return false }
        // Deleted by age: only the last signature before the beginning can still be compared.
        if signed.number < end.beginsAfter { return true }
        if signed.number == end.beginsAfter { return signed.hash == end.beginHash }
        return try !tx.rows(
            """
            SELECT 1 AS one FROM audit_events
            WHERE \(tx.isIn(end.account)) AND chain_number = \(signed.number) AND chain_hash = \(signed.hash)
            """
        ).isEmpty
    }

    private mutating func nameUnsealed() throws {
        report.unsealed = try tx.rows("SELECT COUNT(*) AS n FROM audit_events WHERE chain_number IS NULL").first?["n"] ?? 0
        let rows = try tx.rows("SELECT \(RecordedEvent.columns) FROM audit_events WHERE chain_number IS NULL ORDER BY id LIMIT 10000")
        for (index, row) in rows.enumerated() {
            let id: String = (try? row["id"]) ?? ""
            if index < 100 { report.firstUnsealed.append(id) }
            // The rest is sealed as soon as a server runs.
            if (try? RecordedEvent(row: row)) == nil { report.faults.append(ChainFault(kind: .eventChanged, event: EventID(id))) }
        }
    }
}

/// Where the check stands in a chain.
private struct Place {
    var number: Int64
    var hash: [UInt8]
    var event = ""
}

private struct SealedEvent: RowDecodable {
    let id: String
    /// nil if the row cannot be read, which nothing that this server writes is.
    let event: RecordedEvent?
    let number: Int64
    let hash: [UInt8]
    let digests: String?

    init(row: Row) throws {
        id = try row["id"]
        event = try? RecordedEvent(row: row)
        number = try row["chain_number"]
        guard ChainEnd.numbers.contains(number) else { throw SQLError.unexpectedValue(column: "chain_number") }
        hash = try row["chain_hash"]
        digests = try row["value_digests"]
    }
}

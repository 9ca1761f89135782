internal import Core
internal import SQL

/// What a check means for the domain: whether it is verified, and whether it broke.
struct DomainSettling {
    private var domain: SendingDomain
    private let keys: [DKIMKey]
    private let now: Timestamp
    private var breaks = false
    private var hasDKIM: Bool?

    init(_ domain: SendingDomain, _ keys: [DKIMKey], at now: Timestamp) {
        self.domain = domain
        self.keys = keys
        self.now = now
    }

    /// Takes what a name server said of a record.
    mutating func take(
        _ record: DomainRecord, _ judged: (finding: RecordState.Finding, seen: String), in tx: Transaction
    ) throws {
        let before = try tx.state(of: record, domain.id)
        let isFound = judged.finding == .found
        try tx.set(
            RecordState(
                finding: judged.finding, seen: judged.seen, foundAt: isFound ? now : before?.foundAt, checkedAt: now), of: record, domain.id
        )
        // DMARC is the domain's own choice, and a key that waits breaks nothing.
        let key = key(of: record)
        if isFound, let key { try tx.noteUse(of: key, at: now) }
        if isNeeded(record, key), !isFound, before?.foundAt != nil { breaks = true }
        if key != nil { hasDKIM = (hasDKIM ?? false) || isFound }
    }

    /// No name server answered about it: it is as it was.
    mutating func keep(_ record: DomainRecord, in tx: Transaction) throws {
        let key = key(of: record)
        guard let before = try tx.state(of: record, domain.id) else { return }
        if isNeeded(record, key), before.finding != .found, before.foundAt != nil { breaks = true }
    }

    /// nil for a record of another kind.
    private func key(of record: DomainRecord) -> DKIMKey? {
        keys.first { record.kind == .dkim && $0.name(in: domain.name) == record.name }
    }

    private func isNeeded(_ record: DomainRecord, _ key: DKIMKey?) -> Bool {
        record.kind != .dmarc && (record.kind != .dkim || key == keys.signing)
    }

    /// Writes the domain, and returns it.
    mutating func finish(in tx: Transaction) throws -> SendingDomain {
        domain.checkedAt = now
        domain.nextCheckAt = now + SendingDomain.interval
        if hasDKIM == true, try domain.verifiedAt == nil && !tx.isVerifiedElsewhere(domain) { domain.verifiedAt = now }
        if breaks {
            if domain.brokenAt == nil {
                domain.brokenAt = now
                domain.breaks += 1
            }
        } else if hasDKIM != nil {
            domain.brokenAt = nil
        }
        if hasDKIM == false, let last = try tx.lastFound(.dkim, domain.id), last + SendingDomain.patience <= now { domain.verifiedAt = nil }
        try tx.update(domain)
        let all = try tx.dkimKeys(of: domain.id)
        for key in all where all.isOver(key, at: now) { try tx.remove(key) }
        return domain
    }
}

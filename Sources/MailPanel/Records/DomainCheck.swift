internal import Core
internal import DNS
internal import ProductKit
internal import SQL

/// Looks at a domain's records. Cost: a question to a name server for each, at the same time, and one transaction.
struct DomainCheck: Sendable {
    private let site: ProductSite
    private let host: SendingHost
    private let texts: TextRecords
    private let aliases: AliasRecords

    init(_ site: ProductSite) {
        self.site = site
        host = SendingHost(site)
        texts = TextRecords(servers: site.options[MailOption.nameServers])
        aliases = AliasRecords(servers: site.options[MailOption.nameServers])
    }

    /// The domain's keys; the first is made where it has none yet. Throws what the crypto library and the database throw.
    static func keys(of domain: SendingDomain, _ site: ProductSite, at now: Timestamp) async throws -> [DKIMKey] {
        let keys = try await site.database.read { tx in try tx.dkimKeys(of: domain.id) }
        guard keys.isEmpty else { return keys }
        let made = try DKIMKey.make(for: domain.id, sealedBy: site.keyring, at: now)
        return try await site.database.write { tx in
            let there = try tx.dkimKeys(of: domain.id)
            guard there.isEmpty, try tx.sendingDomain(domain.id) != nil else { return there }
            try tx.insert(made)
            return [made]
        }
    }

    /// What a name server said; nil where none answered, which says nothing. A policy counts for the names beneath it too (RFC 7489 section 6.6.3).
    private func answer(_ record: DomainRecord) async -> [String]? {
        guard record.type == .txt else { return try? await aliases.aliases(of: record.name) }
        guard let found = try? await texts.texts(of: record.name) else { return nil }
        guard record.kind == .dmarc, found.isEmpty else { return found }
        // Of the names above, those that may be an organisation's: of two labels and of three.
        var labels = record.name.split(separator: ".").dropFirst(2).suffix(3)
        while labels.count >= 2 {
            guard let above = try? await texts.texts(of: "_dmarc." + labels.joined(separator: ".")) else { return nil }
            if !above.isEmpty { return above }
            labels = labels.dropFirst()
        }
        return found
    }

    /// Returns the domain as it is now; nil if it was removed meanwhile.
    @discardableResult
    func run(_ domain: SendingDomain) async throws -> SendingDomain? {
        let now = site.clock.now()
        let keys = try await Self.keys(of: domain, site, at: now)
        let records = DomainRecord.all(of: domain, keys, host, at: now)
        let answers = await withTaskGroup(of: (Int, [String]?).self) { group in
            for (index, record) in records.enumerated() { group.addTask { (index, await answer(record)) } }
            return await group.reduce(into: [Int: [String]]()) { $0[$1.0] = $1.1 }
        }
        return try await site.database.write { tx in
            guard let fresh = try tx.sendingDomain(domain.id) else { return nil }
            var settling = DomainSettling(fresh, keys, at: now)
            for (index, record) in records.enumerated() {
                if let texts = answers[index] {
                    try settling.take(record, RecordJudgement.of(record, texts), in: tx)
                } else {
                    try settling.keep(record, in: tx)
                }
            }
            return try settling.finish(in: tx)
        }
    }
}

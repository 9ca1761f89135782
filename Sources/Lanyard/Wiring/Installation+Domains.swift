internal import Access
internal import Core
internal import DNS
internal import Directory
internal import SQL

extension Installation {
    /// What name servers say of the domain now.
    func evidence(of domain: String) async throws -> AccountDomain.Evidence {
        let records = TextRecords(servers: configuration.text("dns.servers"))
        do { return .records(try await records.texts(of: domain)) } catch is DNSFailure { return .noAnswer }
    }

    /// Looks at every verified domain again that was not looked at for a day, and tells administrators of one that is lost.
    func checkDomains() async throws {
        let due = try await database.read { [clock] in try $0.domainsToCheck(at: clock.now()) }
        for domain in due {
            let evidence = try await evidence(of: domain.name)
            let now = clock.now()
            let catalog = catalog
            try await database.write { tx in
                // Somebody may have removed it meanwhile.
                guard try tx.domain(domain.name, of: domain.account) != nil else { return }
                let after = try Administration(tx, catalog: catalog, by: .system, at: now)
                    .note(evidence, of: domain.name, in: domain.account)
                if after.verifiedAt == nil { try DomainNotice(catalog: catalog).tellLost(after, in: tx, at: now) }
            }
        }
    }
}

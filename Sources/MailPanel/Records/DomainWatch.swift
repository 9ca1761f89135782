internal import Core
package import ProductKit
internal import SQL
internal import Web

/// Looks at every domain's records once an hour, twenty at the same time, and has the ID tell those who want to know when a domain breaks.
package struct DomainWatch: Sendable {
    private static let atOnce = 20
    private let site: ProductSite

    package init(_ site: ProductSite) { self.site = site }

    /// Throws what the database and the ID throw; a domain that fails holds up no other, and the first error is thrown once all were tried.
    package func work() async throws {
        var failed: (any Error)?
        var looked: Set<SendingDomainID> = []
        while true {
            let now = site.clock.now()
            let due = try await site.database.read { tx in try tx.sendingDomainsDue(at: now, limit: Self.atOnce) }
            // One that failed is due still, and comes again the next time.
            guard due.contains(where: { !looked.contains($0.id) }) else { break }
            looked.formUnion(due.map(\.id))
            failed = await check(due) ?? failed
        }
        let untold = try await site.database.read { tx in try tx.sendingDomainsUntold() }
        do { try await untold.tryAll(tell) } catch { failed = failed ?? error }
        if let failed { throw failed }
    }

    private func check(_ domains: [SendingDomain]) async -> (any Error)? {
        let check = DomainCheck(site)
        return await withTaskGroup(of: (any Error)?.self) { group in
            for domain in domains {
                group.addTask {
                    do {
                        try await check.run(domain)
                        return nil
                    } catch {
                        // The others are not to wait for it.
                        let next = site.clock.now() + SendingDomain.interval
                        try? await site.database.write { tx in try tx.postpone(domain, until: next) }
                        return error
                    }
                }
            }
            return await group.reduce(nil) { $0 ?? $1 }
        }
    }

    /// By a name of its own for each time that it broke, so that it is told once. An account that is gone holds up nothing.
    private func tell(_ domain: SendingDomain) async throws {
        try await site.tell(
            .init(
                name: "\(domain.id.text) \(domain.breaks)", kind: "domain-broke", account: domain.account,
                page: DomainPath.domain(domain.id), people: domain.people))
        try await site.database.write { tx in try tx.noteTold(domain) }
    }
}

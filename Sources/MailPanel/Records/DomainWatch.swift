internal import Core
package import ProductKit
internal import SQL
internal import Web

/// Looks at every domain's records once an hour, and has the ID tell those who want to know when a domain breaks.
package struct DomainWatch: Sendable {
    private static let atOnce = 20
    private let site: ProductSite

    package init(_ site: ProductSite) { self.site = site }

    /// Throws what the database and the ID throw; a domain that fails holds up no other, and the first error is thrown once all were tried.
    package func work() async throws {
        let now = site.clock.now()
        let due = try await site.database.read { tx in try tx.sendingDomainsDue(at: now, limit: Self.atOnce) }
        var failed: (any Error)?
        for domain in due {
            do {
                if let checked = try await DomainCheck(site).run(domain) { try await tell(checked, before: domain) }
            } catch { failed = failed ?? error }
        }
        if let failed { throw failed }
    }

    /// By a name of its own for each time that it broke, so that it is told once.
    func tell(_ domain: SendingDomain, before: SendingDomain) async throws {
        guard domain.brokenAt != nil, before.brokenAt == nil, !domain.people.isEmpty else { return }
        do {
            try await site.tell(
                .init(
                    name: "\(domain.id.text) \(domain.breaks)", kind: "domain-broke", account: domain.account,
                    page: DomainPath.domain(domain.id), people: domain.people))
        } catch {
            // It breaks anew at the next check, and is told of then.
            try await site.database.write { tx in
                guard var now = try tx.sendingDomain(domain.id) else { return }
                now.brokenAt = nil
                now.breaks = before.breaks
                now.nextCheckAt = site.clock.now() + .minutes(1)
                try tx.update(now)
            }
            throw error
        }
    }
}

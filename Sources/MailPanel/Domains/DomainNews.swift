internal import Core
internal import Language
internal import ProductKit
internal import SQL

/// What became of the account's sending domains since a member was there, for whoever opens them.
struct DomainNews: Sendable {
    let member: InAccount
    let since: Timestamp
    let site: ProductSite

    func lines() async throws -> [NewsLine] {
        guard member.account.mayView(DomainsArea.self) else { return [] }
        let account = member.account.id
        let me = member.me.person.named
        return try await site.database.read { tx in try tx.changedDomains(of: account, since: since) }.flatMap { domain -> [NewsLine] in
            func line(_ key: Phrase, _ time: Timestamp?) -> [NewsLine] {
                guard let time, time >= since else { return [] }
                return [NewsLine(key, at: time, DomainPath.domain(domain.id))]
            }
            let name = ["domain": domain.shown] as KeyValuePairs<String, any PhraseArgument>
            let came =
                domain.addedBy.isEmpty
                ? Phrase("domains.news-came", name) : Phrase("domains.news-added", ["domain": domain.shown, "by": domain.addedBy])
            return line(came, domain.addedBy == me ? nil : domain.addedAt)
                + line(Phrase("domains.news-verified", name), domain.verifiedAt)
                + line(Phrase("domains.news-broken", name), domain.brokenAt)
        }
    }
}

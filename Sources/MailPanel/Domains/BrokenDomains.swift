internal import Core
internal import Language
internal import Web

/// Above the list: each domain that is broken now, with the way to its records.
struct BrokenDomains: Component {
    /// So many are named.
    static let most = 3
    /// One more than is named tells that there are others.
    let domains: [SendingDomain]

    var html: HTML {
        let named = domains.prefix(Self.most).map { domain -> HTML in
            let broken = domain.brokenAt.map { Phrase("domains.is-broken", ["domain": domain.shown, "since": Phrase.time($0)]) }
            let link: HTML = "<a href=\"\(DomainPath.domain(domain.id))\">\(words: "domains.show-records")</a>"
            return Notice.bad(broken ?? "domains.broken").html(more: link)
        }
        let others: HTML = domains.count > Self.most ? Notice.bad("domains.more-broken").html : ""
        return "\(named)\(others)"
    }
}

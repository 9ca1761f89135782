internal import Core
internal import Web

/// What somebody's first page says besides its own: above it what waits for them, below it what changed since their last visit.
struct Morning: Sendable {
    let waiting: Me.Waiting?
    /// nil at the first visit.
    let news: News?

    static func of(_ member: InAccount, _ request: WebRequest, _ site: ProductSite) async throws -> Morning {
        let since = try await Visit.note(by: member.me.person.id, in: member.account.id, at: request.time, site.database)
        var news: News?
        if let since { news = try await News.find(member, since: since, site) }
        return Morning(waiting: member.me.waiting, news: news)
    }

    func above(_ site: ProductSite) -> HTML { waiting?.html(site) ?? HTML() }
    var below: HTML { news?.html ?? HTML() }
}

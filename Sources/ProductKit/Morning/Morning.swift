internal import Core
internal import Web

/// What somebody's first page says besides its own: above it, what waits for them.
struct Morning: Sendable {
    let waiting: Me.Waiting?

    static func of(_ member: InAccount, _ request: WebRequest, _ site: ProductSite) async throws -> Morning {
        Morning(waiting: member.me.waiting)
    }

    func above(_ site: ProductSite) -> HTML { waiting?.html(site) ?? HTML() }
}

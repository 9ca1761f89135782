internal import Access
internal import Audit
internal import Core
internal import HTTPTypes
internal import Identity
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// What happened to a member in this account and product, newest first: who did it, and what was there before and after.
enum MemberHistory {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.memberEvents, as: Caller.self, Caller.inAccount(list, query: Listing<EventKind>.parameters))
    }

    @Sendable static func list(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.memberEvents)
        let listing = try Listing<EventKind>(request)
        let area = try target.area(.people)
        return try await site.read { tx in
            try tx.require(.view, area, of: caller.id, in: target, at: request.time)
            guard let member = try tx.member(id, of: target.account), member.product == target.product.id else { throw Problem.notFound }
            let query = AuditQuery(
                account: target.account, subject: member.id.text, before: listing.after, limit: listing.fetch)
            var events = EventReader(tx, target)
            return listing.answer(try tx.events(query).map { ($0.id, try events.json(of: $0)) })
        }
    }
}

extension Transaction {
    /// Where the member has this product open: the browser, and when the session was last used. No address of a network, and no session of
    /// other products.
    func openSessions(of member: Member, at now: Timestamp) throws -> JSON {
        let open = Set(try openClients(of: member.person).filter { $0.product == member.product.rawValue }.compactMap(\.session))
        let live = try sessions(of: member.person, at: now).filter { open.contains($0.id) }
        return .array(
            live.map { session in
                [
                    "browser": .text(session.origin.browser), "system": .text(session.origin.system),
                    "started_at": .string(session.startedAt.rfc3339), "last_used_at": .string(session.lastSeenAt.rfc3339),
                ]
            })
    }
}

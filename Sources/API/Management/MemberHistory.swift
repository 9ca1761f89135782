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
            return listing.answer(try tx.events(query).map { ($0.id, try tx.json(of: $0, in: target)) })
        }
    }
}

extension Transaction {
    fileprivate func json(of event: RecordedEvent, in target: AccountInProduct) throws -> JSON {
        let details = try JSON(reading: Array(event.details.utf8))
        let changes = try event.changes.map { try JSON(reading: Array($0.utf8)) }
        // Whoever was added had nothing before.
        let roles = changes?["role"]?.array ?? details["role"].map { [.null, $0] }
        let projects = changes?["projects"]?.array ?? details["projects"].map { [.null, $0] }
        let giver = AuditEvent.Actor.person(of: event.actor)
        return [
            "id": .string(event.id.text), "at": .string(event.at.rfc3339), "action": .string(event.action),
            "by": try giver.map(json(of:)) ?? .null, "source": .string(giver == nil ? source(event.actor) : "person"),
            "roles": try change(roles) { try roleNames($0, target) }, "projects": try change(projects, projectNames),
            "ends": change(changes?["ends"]?.array) { $0.split(separator: ", ").map { .string(String($0)) } },
            "status": change(changes?["status"]?.array) { [.string($0)] },
            "group": try details["group"]?.string.flatMap { AccessGroupID($0) }.map { try groupName($0, target) } ?? .null,
        ]
    }

    /// `{"before": […], "after": […]}`; null if it did not change.
    private func change(_ sides: [JSON]?, _ read: (String) throws -> [JSON]) rethrows -> JSON {
        guard let sides, sides.count == 2, sides[0].string ?? "" != sides[1].string ?? "" else { return .null }
        return ["before": .array(try read(sides[0].string ?? "")), "after": .array(try read(sides[1].string ?? ""))]
    }

    private func roleNames(_ list: String, _ target: AccountInProduct) throws -> [JSON] {
        try list.split(separator: ", ").map { text in
            let id = RoleID(rawValue: String(text))
            return .role(try role(id, of: target.product, in: target.account), called: id)
        }
    }

    /// Those of all grants, each once. A project that was closed has no name any more.
    private func projectNames(_ list: String) throws -> [JSON] {
        let ids = Set(list.split { " ,".contains($0) }.compactMap { ProjectID(String($0)) })
        let found = try projects(ids)
        return ids.sorted { $0.text < $1.text }.map { ["id": .string($0.text), "name": .text(found[$0]?.name)] }
    }

    private func groupName(_ id: AccessGroupID, _ target: AccountInProduct) throws -> JSON {
        ["id": .string(id.text), "name": .text(try group(id, of: target.account, product: target.product.id)?.name)]
    }

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

/// What made a change that no person made. The only client that changes members is a directory, by its token.
private func source(_ actor: String) -> String { actor.hasPrefix("client:") ? "directory" : actor }

internal import Access
internal import Audit
internal import Core
internal import HTTPTypes
internal import Language
internal import OpenID
internal import SQL
internal import Web

enum MemberEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.members, as: Caller.self, Caller.inAccount(list, query: MemberListing.parameters))
        routes.api(.delete, APIPath.ownMembership, as: Caller.self, Caller.inAccount(leave))
        routes.api(.get, APIPath.member, as: Caller.self, Caller.inAccount(show))
        routes.api(.patch, APIPath.member, as: Caller.self, Caller.inAccount(change))
        routes.api(.delete, APIPath.member, as: Caller.self, Caller.inAccount(remove, lists: ["revoke", "keep"]))
    }

    @Sendable static func list(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let listing = try MemberListing(request, target)
        return .json(try await site.read { tx in try listing.answer(to: caller, target, in: tx) })
    }

    /// Includes the access keys that the person created: those that the caller may see, and how many there are. They belong to the projects,
    /// and keep working when the person leaves.
    @Sendable static func show(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.member)
        let area: AreaID = try target.area(.people)
        return .json(
            try await site.read { tx in
                try tx.require(.view, area, of: caller.id, in: target, at: request.time)
                guard let member = try tx.member(id, of: target.account), member.product == target.product.id else {
                    throw Problem.notFound
                }
                let made = try tx.accessKeys(madeBy: member.person, in: target.account, product: target.product.id.rawValue)
                let seen = try tx.keys(among: made, seenBy: caller, target, at: request.time).map {
                    try tx.json(of: $0, in: target.product, at: request.time)
                }
                return .object(
                    try tx.properties(of: member, in: target.product, at: request.time) + [
                        ("access_keys", .array(seen)), ("access_key_count", .integer(Int64(made.count))),
                        ("groups", try tx.groupsJSON(of: member)), ("sessions", try tx.openSessions(of: member, at: request.time)),
                        (
                            "access_requests",
                            .array(
                                try tx.openAccessRequests(in: target, of: member.person, limit: 50, at: request.time).map {
                                    try tx.json(of: $0, by: $1, in: target.product, at: request.time)
                                })
                        ),
                        ("recovery", try tx.recovery(of: member, seenBy: caller, target, at: request.time)),
                    ])
            })
    }

    @Sendable static func change(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.member)
        var body = try request.jsonObject()
        let change = try body.memberChange()
        let keys = try body.keyChoices()
        try body.finish()
        guard change.says else { throw Self.nothingToChange }
        return .json(
            try await site.change(by: caller, at: request.time) { tx, work in
                let member = try work.deciding(keys).changeMember(id, of: target.account, as: target.product.id, to: change)
                _ = try tx.carryOut(keys, in: target, by: caller, at: request.time)
                return try tx.json(of: member, in: target.product, at: request.time)
            })
    }

    static let nothingToChange = Problem(
        status: 422, code: "nothing-to-change", title: .english("The body says nothing to change."),
        detail: .english("Send at least one of role, projects and status."))

    /// `?revoke=<key>` and `?keep=<key>` say what becomes of an access key that the person made, which the caller must be allowed to
    /// manage. Both may be repeated. A caller who manages the keys must name each that was used in the last 30 days.
    @Sendable static func remove(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.member)
        let keys = try KeyChoices(request)
        let now = request.time
        return .json(
            try await site.change(by: caller, at: now) { tx, work in
                let member = try work.deciding(keys).removeMember(id, of: target.account, as: target.product.id)
                let revoked = try tx.carryOut(keys, in: target, by: caller, at: now)
                let left = try tx.accessKeys(madeBy: member.person, in: target.account, product: target.product.id.rawValue)
                let seen = try tx.keys(among: left, seenBy: caller, target, at: request.time).map {
                    try tx.json(of: $0, in: target.product, at: request.time)
                }
                return [
                    "revoked_keys": .array(revoked.map { .string($0.id.text) }), "access_keys": .array(seen),
                    "access_key_count": .integer(Int64(left.count)),
                ]
            })
    }

    @Sendable static func leave(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        _ = try await site.change(by: caller, at: request.time) { _, work in
            try work.leave(target.account, product: target.product.id)
        }
        return .empty()
    }
}

extension JSONObject {
    /// `projects`, and in `below` those of them with what lies below; nil if the body has no `projects`.
    mutating func assignment() throws -> ProjectAssignment? {
        let given = try projectIDs("projects")
        let below = try projectIDs("below") ?? []
        let stray = below.subtracting(given ?? [])
        if !stray.isEmpty { refuse("below", "“below” must be a list of ids that stand in “projects” too.") }
        return given.map { ProjectAssignment($0, withBelow: below) }
    }

    private mutating func projectIDs(_ name: String) throws -> Set<ProjectID>? {
        guard let texts = optionalTexts(name) else { return nil }
        let ids = texts.compactMap { ProjectID($0) }
        guard ids.count == texts.count else {
            throw AccessError.unknownProjects(texts.filter { ProjectID($0) == nil }.prefix(10).map { String($0.prefix(64)) }).problem
        }
        return Set(ids)
    }
}

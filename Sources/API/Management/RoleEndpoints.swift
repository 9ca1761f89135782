internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// The roles that can be given in the account, the catalog's and the account's own: what each opens, and whether the caller may give it
/// (rule 2).
enum RoleEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.roles, as: Caller.self, Caller.inAccount(list))
        routes.api(.post, APIPath.roles, as: Caller.self, Caller.inAccount(make))
        routes.api(.patch, APIPath.role, as: Caller.self, Caller.inAccount(change, query: ["preview"]))
        routes.api(.delete, APIPath.role, as: Caller.self, Caller.inAccount(remove))
    }

    @Sendable static func list(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let area = try target.area(.people)
        return .json(
            try await site.read { tx in
                let reader = try tx.require(.view, area, of: caller.id, in: target, at: request.time)
                let authority = try reader.authority(in: target, at: request.time)
                let roles = try tx.roles(of: target.product, in: target.account)
                return ["items": .array(roles.map { $0.json(for: authority) }), "next": nil]
            })
    }

    @Sendable static func make(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let terms = CustomRoleTerms(nil, body.roleChange())
        try body.finish()
        return .json(
            try await site.change(by: caller, at: request.time) { tx, work in
                let made = try work.makeRole(terms, in: target.account, as: target.product.id)
                return try tx.json(of: made, for: caller, in: target, at: request.time)
            }, status: 201)
    }

    @Sendable static func change(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.role)
        var body = try request.jsonObject()
        let change = body.roleChange()
        try body.finish()
        @Sendable func changed(_ tx: Transaction, _ work: Administration) throws -> CustomRole {
            let terms = CustomRoleTerms(try tx.customRole(id, of: target.account, product: target.product.id)?.terms, change)
            return try work.changeRole(id, in: target.account, as: target.product.id, to: terms)
        }
        if request.isPreview {
            let role = RoleID(rawValue: id.text)
            return try await site.foreseeing(.role(role), by: caller, in: target, at: request.time) { tx, work in _ = try changed(tx, work)
            }
        }
        return .json(
            try await site.change(by: caller, at: request.time) { tx, work in
                try tx.json(of: changed(tx, work), for: caller, in: target, at: request.time)
            })
    }

    @Sendable static func remove(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.role)
        _ = try await site.change(by: caller, at: request.time) { _, work in
            try work.removeRole(id, in: target.account, as: target.product.id)
        }
        return .empty()
    }
}

extension Transaction {
    fileprivate func json(of role: CustomRole, for caller: Caller, in target: AccountInProduct, at now: Timestamp) throws -> JSON {
        let reader = try member(caller.id, in: target.account, product: target.product.id)
        return try role.role.json(for: reader?.authority(in: target, at: now))
    }
}

extension Member {
    /// With which authority they manage people; nil if they only view them.
    fileprivate func authority(in target: AccountInProduct, at now: Timestamp) throws -> MembershipRules.Authority? {
        let acting = try decide(self, .manage, .area(target.area(.people)), in: target.product, at: now).permitting
        return acting.map { authority(acting: $0, in: target.product, at: now) }
    }
}

extension Role {
    fileprivate func json(for authority: MembershipRules.Authority?) -> JSON {
        [
            "id": .string(id.rawValue), "name": .string(name), "names": Phrase.json(ofNames: names), "description": .string(purpose),
            "descriptions": Phrase.json(ofNames: purposes), "projects": .string(projects.rawValue),
            "administrator": .bool(isAdministrator), "grantable": .bool(authority.map { MembershipRules.mayGrant(self, by: $0) } ?? false),
            "custom": .bool(isCustom), "changeable": .bool(isCustom && authority?.isAdministrator == true),
            "areas": .object(areas.map { ($0.key.rawValue, JSON.string($0.value.rawValue)) }.sorted { $0.0 < $1.0 }),
        ]
    }
}

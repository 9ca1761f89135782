internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// A member's grants, each with its role, projects and end (rule 7). The answer is the member.
enum GrantEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.post, APIPath.grants, as: Caller.self, Caller.inAccount(give))
        routes.api(.patch, APIPath.grant, as: Caller.self, Caller.inAccount(change))
        routes.api(.delete, APIPath.grant, as: Caller.self, Caller.inAccount(take, lists: ["revoke", "keep"]))
    }

    @Sendable static func give(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.grants)
        var body = try request.jsonObject()
        let terms = try body.terms()
        try body.finish()
        return .json(
            try await site.change(by: caller, at: request.time) { tx, work in
                let member = try work.give(terms, to: id, of: target.account, as: target.product.id)
                return try tx.json(of: member, in: target.product, at: request.time)
            }, status: 201)
    }

    /// What is left out stays: the projects, if both roles have assigned ones, and the end.
    @Sendable static func change(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id, grant) = try request.parameters(of: APIPath.grant)
        var body = try request.jsonObject()
        let terms = try body.terms()
        let keys = try body.keyChoices()
        try body.finish()
        return .json(
            try await site.change(by: caller, at: request.time) { tx, work in
                let member = try work.deciding(keys).change(grant, of: id, in: target.account, as: target.product.id, to: terms)
                _ = try tx.carryOut(keys, in: target, by: caller, at: request.time)
                return try tx.json(of: member, in: target.product, at: request.time)
            })
    }

    @Sendable static func take(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id, grant) = try request.parameters(of: APIPath.grant)
        let keys = try KeyChoices(request)
        return .json(
            try await site.change(by: caller, at: request.time) { tx, work in
                let member = try work.deciding(keys).take(grant, of: id, in: target.account, as: target.product.id)
                _ = try tx.carryOut(keys, in: target, by: caller, at: request.time)
                return try tx.json(of: member, in: target.product, at: request.time)
            })
    }
}

extension JSONObject {
    mutating func terms() throws -> GrantTerms {
        let role = RoleID(rawValue: text("role"))
        let projects = try assignment()
        let keepsEnd = !has("ends_at")
        var terms = GrantTerms(role: role, projects: projects, endsAt: time("ends_at"))
        terms.keepsEnd = keepsEnd
        return terms
    }

    /// nil if the body does not have the member, or null.
    private mutating func time(_ name: String) -> Timestamp? {
        if isNull(name) {
            _ = value(name)
            return nil
        }
        guard let text = optionalText(name, max: 40) else { return nil }
        let time = Timestamp(rfc3339: text)
        if time == nil { refuse(name, "“\(name)” must be a time such as 2027-01-31T23:00:00Z, or null for no end.") }
        return time
    }
}

internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import Provisioning
internal import SQL
internal import Web

/// The tokens by which directories keep the account's people (SCIM 2.0).
enum DirectoryTokenEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.directoryTokens, as: Caller.self, Caller.inAccount(list))
        routes.api(.post, APIPath.directoryTokens, as: Caller.self, Caller.inAccount(make))
        routes.api(.delete, APIPath.directoryToken, as: Caller.self, Caller.inAccount(revoke))
    }

    @Sendable static func list(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let area = try target.area(.people)
        return .json(
            try await site.read { tx in
                try tx.require(.view, area, of: caller.id, in: target, at: request.time)
                let tokens = try tx.provisioningTokens(of: target.account, product: target.product.id)
                let items = try tokens.map { JSON.object(try tx.members(of: $0, in: target, at: request.time)) }
                return ["items": .array(items), "next": nil]
            })
    }

    /// The answer has the token, this once.
    @Sendable static func make(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let role = body.optionalText("role").map { RoleID(rawValue: $0) }
        try body.finish()
        let secret = SystemRandom().token()
        let address = site.issuer + ProvisioningPath.root.text
        return .json(
            try await site.change(by: caller, at: request.time) { tx, work in
                let made = try work.makeProvisioningToken(secret, in: target.account, as: target.product.id, role: role)
                let members = try tx.members(of: made, in: target, at: request.time)
                return .object(members + [("token", .string(secret.exposed)), ("address", .string(address))])
            }, status: 201)
    }

    @Sendable static func revoke(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.directoryToken)
        try await site.change(by: caller, at: request.time) { _, work in
            try work.revokeProvisioningToken(id, of: target.account, as: target.product.id)
        }
        return .empty()
    }
}

extension Transaction {
    fileprivate func members(
        of token: ProvisioningToken, in target: AccountInProduct, at now: Timestamp
    ) throws -> [(String, JSON)] {
        let role = try token.role.flatMap { try self.role($0, of: target.product, in: target.account) }
        return [
            ("id", .string(token.id.text)), ("role", token.role.map { .role(role, called: $0) } ?? .null),
            ("made_by", try token.maker.map(json(of:)) ?? .null), ("created_at", .string(token.createdAt.rfc3339)),
            ("last_used_at", .text(token.lastUsedAt?.rfc3339)), ("works", .bool(try right(of: token, in: target.product, at: now) != nil)),
        ]
    }
}

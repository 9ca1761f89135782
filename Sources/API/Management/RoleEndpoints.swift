internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// The product's roles, for members who may view people: what each role opens, and whether the caller may grant it (rule 2).
enum RoleEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.roles, as: Caller.self, Caller.inAccount(list))
    }

    @Sendable static func list(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let area = try target.area(.people)
        let product = target.product
        return .json(
            try await site.read { tx in
                let member = try tx.require(.view, area, of: caller.id, in: target, at: request.time)
                let acting = decide(member, .manage, .area(area), in: product, at: request.time).permitting
                let authority = acting.map { member.authority(acting: $0, in: product, at: request.time) }
                let items = product.roles.map { role -> JSON in
                    let grantable = authority.map { MembershipRules.mayGrant(role, by: $0) } ?? false
                    return [
                        "id": .string(role.id.rawValue), "name": .string(role.name), "names": Phrase.json(ofNames: role.names),
                        "description": .string(role.purpose), "descriptions": Phrase.json(ofNames: role.purposes),
                        "projects": .string(role.projects.rawValue), "administrator": .bool(role.isAdministrator),
                        "grantable": .bool(grantable),
                        "areas": .object(role.areas.map { ($0.key.rawValue, JSON.string($0.value.rawValue)) }.sorted { $0.0 < $1.0 }),
                    ]
                }
                return ["items": .array(items), "next": nil]
            })
    }
}

internal import Access
internal import Core
internal import Directory
internal import HTTPTypes
internal import Identity
internal import Language
internal import SQL
internal import Web

/// Rule 6: lists who can change the rights of a refused member, and asks those people with one click.
enum AccessRequestEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.roleHolders, as: Caller.self, Caller.inAccount(holders, query: ["area"]))
        routes.api(.post, APIPath.accessRequests, as: Caller.self, Caller.inAccount(ask))
    }

    @Sendable static func holders(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let named = AreaID(rawValue: request.query["area"] ?? "")
        return .json(
            try await site.read { tx in
                let member = try tx.requireMember(caller, target)
                let area = try target.product.area(named: named, or: 404)
                let people = try tx.holders(besides: caller.id, target, at: request.time)
                return .object(
                    try tx.explanation(of: .view, area, to: member, target, at: request.time) + [
                        ("items", .array(people)), ("next", .null),
                    ])
            })
    }

    @Sendable static func ask(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let area = AreaID(rawValue: body.text("area"))
        try body.finish()
        let product = target.product
        let name = caller.person.name
        let made: JSON = try await site.change(by: caller, at: request.time) { tx, work in
            let member = try tx.requireMember(caller, target)
            let wanted = try product.area(named: area, or: 404)
            guard !decide(member, .view, .area(wanted.id), in: product, at: request.time).isPermitted else {
                throw Problem(
                    status: 409, code: "already-open", title: Phrase("access.already-open", ["area": wanted.title]),
                    detail: "access.already-open-next")
            }
            let email = try tx.mainAddress(of: caller.id)?.address.written ?? ""
            let made = try work.requestAccess(
                to: area, in: target.account, product: product.id,
                recipients: { people in
                    let account = try tx.account(target.account)
                    return try people.filter(tx.maySignIn).compactMap { try tx.recipient($0, about: account) }
                },
                mail: AccessRequestMail(personName: name, personEmail: email) { id in
                    site.address(of: product.id) + site.requestPage(target.account, id).text
                })
            return ["id": .string(made.id.text), "area": .string(wanted.id.rawValue), "asked": .integer(Int64(made.asked))]
        }
        return .json(made, status: 201)
    }
}

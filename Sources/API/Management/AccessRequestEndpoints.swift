internal import Access
internal import Core
internal import HTTPTypes
internal import Identity
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
        let area = AreaID(rawValue: request.query["area"] ?? "")
        let product = target.product
        return .json(
            try await site.read { tx in
                let member = try tx.requireMember(caller, target)
                guard let named = product.area(area) else { throw unknownArea(product, in: 400) }
                let people = try tx.roleHolders(in: target.account, product, besides: caller.id).filter(tx.canSignIn)
                return [
                    "area": ["id": .string(named.id.rawValue), "name": .string(named.name)], "role": product.json(of: member.role),
                    "needed": .array(product.roles(that: .view, in: area).map { product.json(of: $0.id) }),
                    "items": .array(try people.map { try tx.json(ofHolder: $0, target) }), "next": nil,
                ]
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
        let usersPage = (site.productAddresses[product.id] ?? site.issuer) + site.usersPage.text
        let made = try await site.change(by: caller, at: request.time) { tx, work in
            try tx.requireMember(caller, target)
            guard product.area(area) != nil else { throw unknownArea(product, in: 422) }
            let email = try tx.mainAddress(of: caller.id)?.address.written ?? ""
            return try work.requestAccess(
                to: area, in: target.account, product: product.id,
                addresses: { try $0.filter(tx.canSignIn).compactMap { try tx.mainAddress(of: $0)?.address } },
                mail: AccessRequestMail(personName: name, personEmail: email, usersPage: usersPage))
        }
        return .json(
            ["id": .string(made.id.text), "area": .string(made.area.id.rawValue), "asked": .integer(Int64(made.asked))], status: 201)
    }

    private static func unknownArea(_ product: Product, in status: Int) -> Problem {
        Problem(
            status: status, code: "unknown-area", title: "The \(product.name) has no such area.",
            detail: "Use one of: \(product.areas.map(\.id.rawValue).joined(separator: ", ")).",
            fields: [FieldError("area", "Use one of the product's areas.")])
    }
}

extension Transaction {
    fileprivate func json(ofHolder person: PersonID, _ target: AccountInProduct) throws -> JSON {
        guard let held = try member(person, in: target.account, product: target.product.id) else { throw Problem.notFound }
        return .object(try properties(of: person) + [("role", target.product.json(of: held.role))])
    }
}

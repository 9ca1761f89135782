internal import Access
internal import Core
internal import Identity
internal import SQL
internal import Web

extension Product {
    /// Throws a `Problem` of this status that lists the areas there are.
    func area(named id: AreaID, or status: Int) throws -> Area {
        if let area = area(id) { return area }
        throw Problem(
            status: status, code: "unknown-area", title: "The \(name) has no such area.",
            detail: "Use one of: \(areas.map(\.id.rawValue).joined(separator: ", ")).",
            fields: [FieldError("area", "Use one of the product's areas.")])
    }
}

extension Transaction {
    /// What rule 6 tells a refused member: the area, the role they hold, and the roles that the action needs.
    func explanation(of action: Action, _ area: Area, to member: Member, _ target: AccountInProduct) throws -> [(String, JSON)] {
        let product = target.product
        return [
            ("area", ["id": .string(area.id.rawValue), "name": .string(area.name)]), ("role", product.json(of: member.role)),
            ("needed", .array(product.roles(that: action, in: area.id).map { product.json(of: $0.id) })),
        ]
    }

    /// The people who can change what a member may, and who can sign in.
    func holders(besides person: PersonID, _ target: AccountInProduct) throws -> [JSON] {
        try roleHolders(in: target.account, target.product, besides: person).filter(canSignIn).map { holder in
            guard let held = try member(holder, in: target.account, product: target.product.id) else { throw Problem.notFound }
            return .object(try properties(of: holder) + [("role", target.product.json(of: held.role))])
        }
    }
}

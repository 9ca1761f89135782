internal import Access
internal import Core
internal import Language
internal import OpenID
internal import SQL
internal import Web

extension AccountInProduct {
    /// The account in a request's path, and the product that the request is about. The product is needed because each product has its own
    /// roles.
    ///
    /// Throws a 404 for an account or a product that the token is not for, and a 403 for an account that needs a second factor.
    init(_ caller: Caller, _ request: WebRequest, _ site: APISite) async throws {
        let account: AccountID = try request.id("account")
        if let own = caller.token.account, own != account { throw Problem.notFound }
        switch caller.closed[account] {
        case nil: break
        case .twoFactors:
            throw Problem(
                status: 403, code: "two-factors-required", title: .english("This account asks for two factors."),
                detail: .english("Sign the person in again with acr_values=urn:lanyard:2, and use that token."))
        case let demand?:
            throw Problem(
                status: 403, code: "sign-in-required", title: .english("This account asks for another sign-in: \(demand.rawValue)."),
                detail: .english("Sign the person in again with prompt=login, and use that token."))
        }
        let named = request.query["product"].map { ProductID(rawValue: $0) }
        let own = caller.client.product.map { ProductID(rawValue: $0) }
        if let own, let named, named != own { throw Problem.notFound }
        let id = if let known = own ?? named { known } else { try await Self.onlyProduct(of: caller, in: account, site) }
        guard let product = site.catalog[id] else { throw AccessError.unknownProduct(String(id.rawValue.prefix(64))).problem }
        self.init(account: account, product: product)
    }

    /// The only product in which the caller is an active member of the account. Throws a 400 if there are several.
    private static func onlyProduct(of caller: Caller, in account: AccountID, _ site: APISite) async throws -> ProductID {
        let members = try await site.database.read { try $0.memberships(of: caller.id, in: account) }
        let products = members.filter { $0.status == .active }.map(\.product.rawValue).sorted()
        guard let first = products.first else { throw Problem.notFound }
        guard products.count == 1 else {
            throw Problem(
                status: 400, code: "product-missing", title: .english("Say which product this is about."),
                detail: .english("You are in several here. Add ?product= with one of: \(products.joined(separator: ", "))."),
                fields: [FieldError("product", .english("Name one of \(products.joined(separator: ", "))."))])
        }
        return ProductID(rawValue: first)
    }

    /// The area that governs people, projects, keys or the account in this product.
    func area(_ purpose: Area.Purpose) throws -> AreaID {
        guard let area = product.area(governing: purpose) else { throw Problem.notFound }
        return area.id
    }
}

extension Caller {
    /// A handler for requests about one account.
    typealias Work = @Sendable (Caller, AccountInProduct, WebRequest, APISite) async throws -> WebResponse

    /// `query` lists the parameters that are allowed besides `product`.
    /// Those of `lists` may be repeated.
    static func inAccount(_ work: @escaping Work, query parameters: [String] = [], lists: [String] = []) -> Routes<APISite>.Handler<Caller>
    {
        { caller, request, site in
            try request.expectQuery(["product"] + parameters + lists, lists: lists)
            return try await work(caller, AccountInProduct(caller, request, site), request, site)
        }
    }
}

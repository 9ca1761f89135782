internal import Access
internal import Core
internal import OpenID
internal import Web

/// The account of a request's path and the product it is looked at from: roles are a product's.
struct Place: Sendable {
    let account: AccountID
    let product: Product

    /// Whatever the token is not for is as if it did not exist.
    init(_ caller: Caller, _ request: WebRequest, _ site: APISite) throws {
        account = try request.id("account")
        if let own = caller.token.account, own != account { throw Problem.notFound }
        let named = request.query["product"]
        if let own = caller.client.product, let named, named != own { throw Problem.notFound }
        guard let id = caller.client.product ?? named else {
            throw Problem(
                status: 400, code: "product-missing", title: "Say which product this is about.",
                detail: "Add ?product= with one of: \(site.catalog.products.map(\.id.rawValue).joined(separator: ", ")).")
        }
        guard let product = site.catalog[ProductID(rawValue: id)] else { throw AccessError.unknownProduct(String(id.prefix(64))).problem }
        self.product = product
    }

    /// The area that governs people, projects, keys or the account in this product.
    func area(_ purpose: Area.Purpose) throws -> AreaID {
        guard let area = product.area(governing: purpose) else { throw Problem.notFound }
        return area.id
    }
}

extension Caller {
    /// A handler of one account: finds the place, then does the work.
    typealias Work = @Sendable (Caller, Place, WebRequest, APISite) async throws -> WebResponse

    static func inPlace(_ work: @escaping Work) -> Routes<APISite>.Handler<Caller> {
        { caller, request, site in try await work(caller, Place(caller, request, site), request, site) }
    }
}

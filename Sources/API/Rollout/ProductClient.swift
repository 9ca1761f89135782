internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import OpenID
package import Web

/// The client of a product, which proves itself with its own id and secret (HTTP Basic, as at the token endpoint).
package struct ProductClient: Proof {
    let product: ProductID
    let client: Client

    package static func establish(_ request: WebRequest, in site: APISite) async throws -> ProductClient {
        let client: Client
        do {
            let credentials = try ClientCredentials(
                authorization: request.headers[.authorization] ?? "", parameters: Parameters([]))
            client = try await site.openID.authenticated(credentials, at: request.time)
        } catch is OAuthError {
            throw Answered(
                WebResponse.problem(
                    Problem(
                        status: 401, code: "unauthenticated", title: .english("Say which client is asking."),
                        detail: .english("Send the product's client id and secret by HTTP Basic, as at the token endpoint."))
                ).with(header: .wwwAuthenticate, "Basic realm=\"rollout\", charset=\"UTF-8\""))
        }
        // A program that keeps the product's catalog signs nobody in.
        guard client.kind == .confidential, client.account == nil, !client.scopes.contains(Scope.manageCatalog),
            let product = client.product
        else {
            throw Problem(
                status: 403, code: "not-a-product", title: .english("This client is not a product's own."),
                detail: .english("Only the client of a product, which keeps a secret, may ask where its logins sign in."))
        }
        return ProductClient(product: ProductID(rawValue: product), client: client)
    }

    /// Throws a `Problem` for another product than the client's own.
    func check(_ named: ProductID) throws {
        guard named == product else {
            throw Problem(
                status: 403, code: "other-product", title: .english("A client asks for its own product alone."),
                detail: .english("This client is that of “\(product.rawValue)”."))
        }
    }
}

internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import Transition
internal import Web

/// Tells a product where a login signs in: with the product, as ever, or at the ID. The answer is the same kind for a login that nobody
/// has. Cost: the secret's hash, one indexed read, and for an answer `id` a write without an fsync.
enum RouteEndpoint {
    static func register(on routes: Routes<APISite>) {
        routes.api(.post, APIPath.rolloutRoute, as: ProductClient.self, limit: 4096, answer)
    }

    @Sendable static func answer(_ proof: ProductClient, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery([])
        var body = try request.jsonObject()
        let product = ProductID(rawValue: body.text("product", max: 64))
        let login = body.text("login", max: 320)
        let family = body.optionalText("browser", max: 64)
        let isKnown = body.optionalFlag("known")
        try body.finish()
        guard product == proof.product else {
            throw Problem(
                status: 403, code: "other-product", title: .english("A client asks for its own product alone."),
                detail: .english("This client is that of “\(proof.product.rawValue)”."))
        }
        let browser = BrowserFacts(family: family, isKnown: isKnown)
        let place = try await site.routing.place(of: login, in: product, from: browser, at: request.time)
        return .json(["to": .string(place.rawValue)])
    }
}

internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
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
        try proof.check(product)
        try await checkTries(of: login, at: product, request, site)
        let browser = BrowserFacts(family: family, isKnown: isKnown)
        let place = try await site.routing.place(of: login, in: product, from: browser, at: request.time)
        ServerMetrics.routed.add(1, product.rawValue, place.rawValue)
        return .json(["to": .string(place.rawValue)])
    }

    /// Guesses at the product's door and at the ID's count together, where the product signs people in itself.
    private static func checkTries(
        of login: String, at product: ProductID, _ request: WebRequest, _ site: APISite
    ) async throws {
        let tries = ClassicTries(at: product, limits: site.limits)
        let now = request.time
        let wait = try await site.database.read { tx in
            try tx.classicProduct(product) == nil ? nil : tries.wait(for: login, in: tx, at: now)
        }
        guard let wait else { return }
        throw Problem(
            status: 429, code: "too-many-tries", title: .english("This login has no tries left."),
            detail: .english("Its tries at the product and at the ID count together."), retryAfter: max(1, Int(wait.components.seconds)))
    }
}

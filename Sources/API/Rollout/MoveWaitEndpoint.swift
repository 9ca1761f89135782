internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import OpenID
internal import SQL
internal import Transition
internal import Web

/// "Not now": whoever still signs in at a product itself puts their move to the ID off, once, by seven days. For our own products alone.
enum MoveWaitEndpoint {
    static func register(on routes: Routes<APISite>) {
        routes.api(.post, APIPath.moveWait, as: Caller.self, wait)
    }

    @Sendable static func wait(_ caller: Caller, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery([])
        try request.checkNoMembers()
        guard let product = caller.classicProduct else { throw notOffered }
        let now = request.time
        let person = caller.id
        let keyring = site.keyring
        let until = try await site.database.write { try $0.wait(as: person, in: product, keyring, at: now) }
        guard let until else { throw notOffered }
        return .json(["until": .string(until.rfc3339)])
    }

    private static var notOffered: Problem { Problem(status: 409, code: "not-offered", title: "product.move-not-offered") }
}

extension Caller {
    /// The product at whose own sign-in the person signed in, if this token came of that; such a token has no session of the ID.
    var classicProduct: ProductID? {
        guard client.firstParty, token.session == nil else { return nil }
        return client.product.map { ProductID(rawValue: $0) }
    }
}

extension APISite {
    /// When the caller moves; nil for whoever is inside, and where nothing moves. From memory for every session of the ID.
    func moveAhead(of caller: Caller, at now: Timestamp) async throws -> MoveAhead? {
        guard let product = caller.classicProduct, try await routing.watches(product) else { return nil }
        let person = caller.id
        let keyring = keyring
        return try await database.read { try $0.moveAhead(of: person, in: product, keyring, at: now) }
    }
}

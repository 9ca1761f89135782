// API is Lanyard over JSON: management (`/api/v1`) for whoever is signed in, decisions (AuthZEN) for products, and the description of both.
// It holds no rule of its own: each handler finds, asks the domain and answers. Tokens are checked by OpenID, rights by Access.

package import Access
package import Core
package import Identity
package import OpenID
package import SQL
package import Web

/// What the API works with. The executable makes it, once.
package struct APISite: Sendable {
    package let database: any Database
    package let clock: any WallClock
    package let catalog: ProductCatalog
    package let openID: OpenIDProvider
    /// Where each product is reached, without a slash at the end; mails lead there.
    package let productAddresses: [ProductID: String]
    package let brand: Brand
    let limits: TryLimits
    let random: any RandomSource
    let tokens: TokenCache

    package init(
        database: any Database, clock: any WallClock, catalog: ProductCatalog, openID: OpenIDProvider,
        productAddresses: [ProductID: String], brand: Brand = .id, limits: TryLimits = TryLimits(),
        random: any RandomSource = SystemRandom()
    ) {
        (self.database, self.clock, self.catalog, self.openID) = (database, clock, catalog, openID)
        (self.productAddresses, self.brand, self.limits, self.random) = (productAddresses, brand, limits, random)
        tokens = TokenCache(openID.verifier)
    }

    var issuer: String { openID.issuer }

    /// Every route of the API, for the ID's website.
    package static func addRoutes(to routes: Routes<APISite>) {
        MeEndpoint.add(to: routes)
        AccountEndpoints.add(to: routes)
        RoleEndpoints.add(to: routes)
        MemberEndpoints.add(to: routes)
        InvitationEndpoints.add(to: routes)
        ProjectEndpoints.add(to: routes)
        AccessKeyEndpoints.add(to: routes)
        AccessRequestEndpoints.add(to: routes)
        EvaluationEndpoints.add(to: routes)
        DescriptionPages.add(to: routes)
    }
}

extension APISite {
    /// A read whose refusals are told in words.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await database.read { tx in try tx.explaining { try body(tx) } }
    }

    /// A change by the caller, in one transaction with the check of their right.
    func change<Value: Sendable>(
        by caller: Caller, at now: Timestamp, _ body: @escaping @Sendable (Transaction, Administration) throws -> Value
    ) async throws -> Value {
        let (catalog, person) = (catalog, caller.id)
        return try await database.write { tx in
            try tx.explaining {
                try body(tx, Administration(tx, catalog: catalog, by: .person(person), at: now) { try $0.canSignIn($1) })
            }
        }
    }
}

// IDSite is what people and relying parties meet on the ID's server: the pages of sign-in, recovery and invitations, the ID
// application, and the OpenID endpoints (OpenID/). It holds no rules of its own: each handler finds, asks the domain and answers.

package import Access
package import Core
package import Identity
package import SQL
package import Web

/// What the pages of the ID work with. The executable makes it, once.
package struct IDSite: Sendable {
    package var database: any Database
    package var clock: any WallClock
    package var keyring: Keyring
    package var catalog: ProductCatalog
    /// The ID's public address; its origin is the issuer.
    package var address: PublicAddress
    package var steps: SignInSteps
    package var recovery: Recovery
    /// The products a person can go to, in the order they are shown.
    package var products: [ProductPlace]
    package var continuation: any SignInContinuation
    /// What the relying party behind a `return_to` is; nil where none asks.
    package var asking: @Sendable (LocalPath) async throws -> AskingParty?
    /// Set in the example alone: mail and SMS can be read at `/mailbox`, and codes of these addresses' authenticator apps.
    package var example: Example?

    package init(
        database: any Database, clock: any WallClock, keyring: Keyring, catalog: ProductCatalog, address: PublicAddress,
        steps: SignInSteps, recovery: Recovery, products: [ProductPlace], continuation: any SignInContinuation = NoContinuation(),
        example: Example? = nil, asking: @escaping @Sendable (LocalPath) async throws -> AskingParty? = { _ in nil }
    ) {
        (self.database, self.clock, self.keyring, self.catalog) = (database, clock, keyring, catalog)
        (self.address, self.steps, self.recovery, self.products) = (address, steps, recovery, products)
        (self.continuation, self.example, self.asking) = (continuation, example, asking)
    }

    package var issuer: String { address.origin }

    /// The session cookie's name without prefix; `WebsiteSettings.cookieName` of the ID's server is the same.
    package static let sessionCookie = "lanyard_id"
    static let signInCookie = "lanyard_id_signin"
}

/// A product as people go to it.
package struct ProductPlace: Sendable {
    /// Its id in the catalog: `dashboard`.
    package var id: String
    package var brand: Brand
    /// Where it is reached: `http://localhost:8081`.
    package var address: String
    /// What one does there, in a few words.
    package var purpose: String

    package init(id: String, brand: Brand, address: String, purpose: String) {
        (self.id, self.brand, self.address, self.purpose) = (id, brand, address, purpose)
    }
}

/// The relying party that sent somebody to the sign-in.
package struct AskingParty: Sendable {
    package var name: String
    package var product: String?
    /// Where its flow ends: forms of the sign-in may lead there.
    package var redirectOrigin: String?
    /// The address it expects (`login_hint`).
    package var hint: String?

    package init(name: String, product: String?, redirectOrigin: String?, hint: String? = nil) {
        (self.name, self.product, self.redirectOrigin, self.hint) = (name, product, redirectOrigin, hint)
    }
}

/// What may come between a finished sign-in and where it leads.
package protocol SignInContinuation: Sendable {
    /// The path of a page to show first, which leads on to `returnTo` itself; nil for none.
    func next(after session: Session, returnTo: String) async throws -> String?
}

package struct NoContinuation: SignInContinuation {
    package init() {}
    package func next(after session: Session, returnTo: String) async throws -> String? { nil }
}

/// What the example shows that no real server does.
package struct Example: Sendable {
    /// Whose authenticator apps' codes are shown.
    package var addresses: [String]
    package init(addresses: [String]) { self.addresses = addresses }
}

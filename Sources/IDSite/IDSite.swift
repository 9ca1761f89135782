// IDSite has everything that people and relying parties use on the ID's server: the pages of sign-in, recovery and invitations, the ID
// application, and the OpenID endpoints (OpenID/). It contains no rules: each handler reads the request, asks the domain and writes the
// response.

package import Access
package import Core
package import Identity
package import SQL
package import Web

/// The dependencies of the ID's pages. The executable creates this once.
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
    /// Finds the relying party of a `return_to`; nil if there is none.
    package var asking: @Sendable (LocalPath) async throws -> AskingParty?
    /// Set only in the example. Then `/mailbox` shows all mail and SMS, and the codes of these addresses' authenticator apps.
    package var example: Example?

    package init(
        database: any Database, clock: any WallClock, keyring: Keyring, catalog: ProductCatalog, address: PublicAddress,
        steps: SignInSteps, recovery: Recovery, products: [ProductPlace], continuation: any SignInContinuation = NoContinuation(),
        example: Example? = nil, asking: @escaping @Sendable (LocalPath) async throws -> AskingParty? = { _ in nil }
    ) {
        self.database = database
        self.clock = clock
        self.keyring = keyring
        self.catalog = catalog
        self.address = address
        self.steps = steps
        self.recovery = recovery
        self.products = products
        self.continuation = continuation
        self.example = example
        self.asking = asking
    }

    package var issuer: String { address.origin }

    /// The session cookie's name without prefix; `WebsiteSettings.cookieName` of the ID's server is the same.
    package static let sessionCookie = "lanyard_id"
    static let signInCookie = "lanyard_id_signin"
}

/// A product that people can open, with what the pages show of it.
package struct ProductPlace: Sendable {
    /// Its id in the catalog: `dashboard`.
    package var id: String
    package var brand: Brand
    /// Its URL: `http://localhost:8081`.
    package var address: String
    /// What people do there, in a few words.
    package var purpose: String

    package init(id: String, brand: Brand, address: String, purpose: String) {
        self.id = id
        self.brand = brand
        self.address = address
        self.purpose = purpose
    }
}

/// The relying party that sent somebody to the sign-in.
package struct AskingParty: Sendable {
    package var name: String
    package var product: String?
    /// The origin of its redirect URI; forms of the sign-in may redirect there.
    package var redirectOrigin: String?
    /// The e-mail address it expects (`login_hint`).
    package var hint: String?

    package init(name: String, product: String?, redirectOrigin: String?, hint: String? = nil) {
        self.name = name
        self.product = product
        self.redirectOrigin = redirectOrigin
        self.hint = hint
    }
}

/// A step that may come between a finished sign-in and the page it returns to.
package protocol SignInContinuation: Sendable {
    /// The path of a page to show first, which then continues to `returnTo`; nil for none.
    func next(after session: Session, returnTo: String) async throws -> String?
}

package struct NoContinuation: SignInContinuation {
    package init() {}
    package func next(after session: Session, returnTo: String) async throws -> String? { nil }
}

/// What only the example shows, and no real server.
package struct Example: Sendable {
    /// The addresses whose authenticator codes are shown.
    package var addresses: [String]
    package init(addresses: [String]) { self.addresses = addresses }
}

// IDSite has everything that people and relying parties use on the ID's server: the pages of sign-in, recovery and invitations, the ID
// application, and the OpenID endpoints (OpenID/). It contains no rules: each handler reads the request, asks the domain and writes the
// response.

package import Access
package import Core
package import Identity
package import Language
package import SQL
package import Web

/// The dependencies of the ID's pages. The executable creates this once.
package struct IDSite: RouteSite {
    /// The ID's public address; its origin is the issuer.
    package var address: PublicAddress
    package var catalog: ProductCatalog
    /// The areas and roles of the server's own pages.
    package var operations = Product(id: "operations", name: "", areas: [], roles: [])
    /// The products a person can go to, in the order they are shown.
    package var products: [ProductPlace]
    package var recovery: Recovery
    package var factorRecovery: FactorRecovery
    /// Closed until it is opened.
    package var registration = Registration()
    package var continuation: any SignInContinuation
    /// Finds the relying party of a `return_to`; nil if there is none. It judges the whole authorization request.
    package var asking: @Sendable (LocalPath) async throws -> AskingParty?
    /// Whose service this is: the example's mailbox shows messages as they would leave.
    package var organisation: Organisation?
    /// The place of a network address, for a reader of that language; always nil where the operator gives no file of places.
    package var place: @Sendable (_ address: String, Language) -> String? = { _, _ in nil }
    /// Set only in the example. Then `/mailbox` shows all mail and SMS, and the codes of these addresses' authenticator apps.
    package var example: Example?

    /// The pages use the database, the clock and the keyring of the steps that `recovery` belongs to.
    package init(
        address: PublicAddress, catalog: ProductCatalog, products: [ProductPlace], recovery: Recovery,
        continuation: any SignInContinuation = NoContinuation(),
        asking: @escaping @Sendable (LocalPath) async throws -> AskingParty? = { _ in nil }
    ) {
        self.address = address
        self.catalog = catalog
        self.products = products
        var recovery = recovery
        recovery.steps.disputes = Disputes(keyring: recovery.steps.keyring) { address.url(DisputePath.page($0)) }
        self.recovery = recovery
        factorRecovery = FactorRecovery(
            steps: recovery.steps, stopLink: { address.url(RecoveryRequestPath.stop($0)) },
            finishLink: { address.url(RecoveryRequestPath.finish($0)) })
        self.continuation = continuation
        self.asking = asking
    }

    package var steps: SignInSteps { recovery.steps }
    package var database: any Database { steps.database }
    package var clock: any WallClock { steps.clock }
    package var keyring: Keyring { steps.keyring }
    package var issuer: String { address.origin }

    /// "Customer Dashboard and Mail Control Panel"
    var productNames: Phrase { .all(products.map { .text($0.brand.name) }) }

    func brand(of product: String?) -> Brand { products.first { $0.id == product }?.brand ?? .id }

    /// The relying party of a `return_to`, before a sign-in has begun. From then on the sign-in has it.
    func askingParty(of returnTo: LocalPath?) async throws -> AskingParty? {
        guard let returnTo else { return nil }
        return try await asking(returnTo)
    }
}

/// A product that people can open, with what the pages show of it.
package struct ProductPlace: Sendable {
    /// Its id in the catalog: `dashboard`.
    package var id: String
    package var brand: Brand
    /// Its URL: `http://localhost:8081`.
    package var address: String
    /// The path there that signs a person in; `?account=` opens that account.
    package var signIn: Path
    /// What people do there, in a few words.
    package var purpose: Phrase

    package init(id: String, brand: Brand, address: String, signIn: Path, purpose: Phrase) {
        self.id = id
        self.brand = brand
        self.address = address
        self.signIn = signIn
        self.purpose = purpose
    }
}

/// What only the example shows, and no real server.
package struct Example: Sendable {
    /// The addresses whose authenticator codes are shown.
    package var addresses: [String]
    package init(addresses: [String]) { self.addresses = addresses }
}

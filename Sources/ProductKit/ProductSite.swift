package import Core
internal import HTTPTypes
internal import Language
package import Logging
package import SQL
package import Web

/// The objects that the handlers of one product work with.
package struct ProductSite: RouteSite {
    /// Its id in its catalog.
    package let product: String
    package let brand: Brand
    package let areas: [AreaEntry]
    package let keyUse: AccessKeyUse
    let settings: [SettingsEntry]
    /// `Product.news`.
    let news: @Sendable (InAccount, Timestamp, ProductSite) async throws -> [NewsLine]
    /// The product's own database.
    package let database: any Database
    package let address: PublicAddress
    package let clock: any WallClock
    package var log = Logger(label: "lanyard.product")
    /// What the operator configured for this product alone.
    package var options: [String: String] = [:]
    /// The product's own sign-in, while its logins move.
    package var earlier: (any EarlierSignIn)?
    /// The name of the session cookie, such as `lanyard_dashboard`.
    let cookieName: String
    package let keyring: Keyring
    let party: RelyingParty
    let api: ManagementAPI
    let sessions: SessionKeeper

    package init(
        _ product: (some Product).Type, database: any Database, address: PublicAddress, connection: ProviderConnection, keyring: Keyring,
        clock: any WallClock = SystemClock()
    ) {
        self.product = product.id
        brand = product.brand
        areas = product.areas
        keyUse = product.keyUse
        settings = product.settings
        news = { try await product.news(for: $0, since: $1, $2) }
        cookieName = "lanyard_" + product.id
        self.database = database
        self.address = address
        self.clock = clock
        self.keyring = keyring
        party = RelyingParty(connection: connection, callback: address.url(RelyingPartyPath.callback), clock: clock)
        api = ManagementAPI(issuer: connection.issuer, http: connection.http)
        sessions = SessionKeeper(database: database, cookieName: cookieName, keyring: keyring, party: party, clock: clock)
    }

    /// The provider's endpoint where an access key is exchanged for a token. Throws if the provider cannot be reached.
    package func tokenEndpoint() async throws -> String { try await party.provider().tokenEndpoint }

    /// Settings of the website that serves this product: problem pages are inside its shell, and forms may redirect to the ID.
    package func websiteSettings(formKey: Secret<[UInt8]>) -> WebsiteSettings {
        var settings = WebsiteSettings(address: address, cookieName: cookieName, brand: brand, formKey: formKey)
        settings.clock = clock
        settings.log = log
        settings.formOrigins = [party.issuerOrigin]
        settings.problem = { error in (error as? RelyingPartyError).map(\.problem) }
        settings.problemPage = { problem, request in
            guard problem.status < 500, request.cookie(cookieName) != nil, let proof = try? await InProduct.establish(request, in: self)
            else {
                return nil
            }
            return ProblemPage.page(problem, in: shell(proof.session, proof.me), request)
        }
        return settings
    }
}

extension ProductSite {
    /// Whether its accounts have projects.
    package var hasProjects: Bool { areas.contains { $0.id == ProjectsArea.id } }

    /// Scheme and authority of the ID, where forms of a sign-in may lead.
    package var idOrigin: String { party.issuerOrigin }

    package func sealedCookie(_ name: String) -> SealedCookie { SealedCookie(name, keyring) }
}

package import Core
package import Delivery
internal import HTTPTypes
package import Logging
package import SQL
package import Web

/// The objects that the handlers of one product work with.
package struct ProductSite: Sendable {
    package let brand: Brand
    package let areas: [AreaEntry]
    /// The product's own database.
    package let database: any Database
    package let address: PublicAddress
    package let clock: any WallClock
    let cookieName: String
    let keyring: Keyring
    let party: RelyingParty
    let api: AccessAPI
    let log: Logger

    /// What the product needs to reach the ID: the ID's address, which is also the issuer, and the credentials of the product's client.
    package struct Connection: Sendable {
        package var issuer: String
        package var clientID: String
        package var clientSecret: Secret<String>

        package init(issuer: String, clientID: String, clientSecret: Secret<String>) {
            self.issuer = issuer
            self.clientID = clientID
            self.clientSecret = clientSecret
        }
    }

    /// `cookieName` is the name of the session cookie, such as `lanyard_dashboard`. The website must have the same name.
    package init(
        _ product: (some Product).Type, database: any Database, address: PublicAddress, connection: Connection, http: any HTTPClient,
        keyring: Keyring, cookieName: String, clock: any WallClock = SystemClock(), log: Logger = Logger(label: "lanyard.product")
    ) {
        brand = product.brand
        areas = product.areas
        self.database = database
        self.address = address
        self.clock = clock
        self.cookieName = cookieName
        self.keyring = keyring
        self.log = log
        party = RelyingParty(connection: connection, callback: address.url("/oidc/callback"), http: http, clock: clock)
        api = AccessAPI(issuer: connection.issuer, http: http)
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
            guard problem.status < 500, request.cookie(cookieName) != nil, let proof = try? await SignedIn.establish(request, in: self)
            else {
                return nil
            }
            return ProblemPage.page(problem, in: shell(proof.session, proof.me), request)
        }
        return settings
    }
}

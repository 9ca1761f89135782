package import Core
package import Delivery
internal import HTTPTypes
package import Logging
package import SQL
package import Web

/// What the handlers of one product work with.
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

    /// What the product is told of the ID: its address, which is also the issuer, and the client it is there.
    package struct Connection: Sendable {
        package var issuer: String
        package var clientID: String
        package var clientSecret: Secret<String>

        package init(issuer: String, clientID: String, clientSecret: Secret<String>) {
            (self.issuer, self.clientID, self.clientSecret) = (issuer, clientID, clientSecret)
        }
    }

    /// `cookieName` is the session cookie's, `lanyard_dashboard`; the website must be given the same.
    package init(
        _ product: (some Product).Type, database: any Database, address: PublicAddress, connection: Connection, http: any HTTPClient,
        keyring: Keyring, cookieName: String, clock: any WallClock = SystemClock(), log: Logger = Logger(label: "lanyard.product")
    ) {
        (brand, areas, self.database, self.address) = (product.brand, product.areas, database, address)
        (self.clock, self.cookieName, self.keyring, self.log) = (clock, cookieName, keyring, log)
        party = RelyingParty(connection: connection, callback: address.url("/oidc/callback"), http: http, clock: clock)
        api = AccessAPI(issuer: connection.issuer, http: http)
    }

    /// Where an access key is exchanged for a token, as the provider says. Throws where it cannot be reached.
    package func tokenEndpoint() async throws -> String { try await party.provider().tokenEndpoint }

    /// Settings of the website that serves this product: pages of problems stand in its shell, and forms may lead to the ID.
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

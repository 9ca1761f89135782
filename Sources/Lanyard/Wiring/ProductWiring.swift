internal import Core
internal import Dashboard
internal import Delivery
internal import Logging
internal import MailPanel
internal import OpenID
internal import ProductKit
internal import SQL
internal import Web

/// A product's server: its pages and its own database. It reaches the ID over HTTP, as any other product does.
struct ProductWiring: Sendable {
    let product: ProductPart
    private let site: ProductSite
    private let installation: Installation
    private let log: Logger

    init(_ product: ProductPart, _ installation: Installation, _ log: Logger) async throws {
        self.product = product
        self.installation = installation
        self.log = log
        let client = try await installation.client(of: product)
        let connection = ProviderConnection(
            issuer: try installation.address(of: .id).origin, clientID: client.id.text, clientSecret: client.secret,
            http: CurlHTTPClient(reach: .everywhere, threads: 32))
        func site(_ kind: (some Product).Type, _ store: Store, _ part: LanyardServer.Part) throws -> ProductSite {
            var site = ProductSite(
                kind, database: store.database, address: try installation.address(of: part), connection: connection,
                keyring: installation.keyring, clock: installation.clock)
            site.log = log
            return site
        }
        self.site =
            switch product {
            case .dashboard: try site(CustomerDashboard.self, installation.stores.dashboard, .dashboard)
            case .mail: try site(MailControlPanel.self, installation.stores.mail, .mail)
            }
    }

    func website() throws -> Website {
        let routes = product == .dashboard ? CustomerDashboard.routes(for: site) : MailControlPanel.routes(for: site)
        var settings = site.websiteSettings(formKey: installation.keyring.derivedKey("form tokens: " + product.rawValue))
        settings.configure(for: installation, log: log)
        return Website(routes, settings)
    }
}

internal import ClassicSignIn
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
    let background: [BackgroundWork]
    private let site: ProductSite
    private let classic: ClassicSite?
    private let installation: Installation
    private let log: Logger

    init(_ product: ProductPart, _ installation: Installation, _ log: Logger) async throws {
        self.product = product
        self.installation = installation
        self.log = log
        let client = try await installation.client(of: product)
        var connection = ProviderConnection(
            issuer: try installation.address(of: .id).origin, clientID: client.id.text, clientSecret: client.secret,
            http: CurlHTTPClient(reach: .everywhere, threads: 32))
        let keys = try await installation.classicKeys(of: product)
        connection.assertionKey = keys?.signing
        var site = ProductSite(
            product.product, database: try installation.stores.store(of: product).database,
            address: try installation.address(of: .product(product)), connection: connection, keyring: installation.keyring,
            clock: installation.clock)
        site.log = log
        site.options = installation.options(of: product)
        classic = try keys.map { try installation.classicSite(site, connection, $0) }
        site.earlier = classic
        self.site = site
        background =
            Self.work(of: product, site, log)
            + (classic.map { classic in
                let copy = ClassicCopy(classic)
                return [
                    BackgroundWork(name: "old logins of \(product.rawValue)", interval: .seconds(2), log: log) { try await copy.pull() }
                ]
            } ?? [])
    }

    /// What the product does by itself.
    private static func work(of product: ProductPart, _ site: ProductSite, _ log: Logger) -> [BackgroundWork] {
        func every(_ minutes: Int64, _ name: String, _ work: @escaping @Sendable () async throws -> Void) -> BackgroundWork {
            BackgroundWork(name: name, interval: .minutes(minutes), log: log, work: work)
        }
        return switch product {
        case .dashboard:
            [
                every(1, "balance marks", BalanceWatch(site).work), every(1, "rises of failures", DropWatch(site).work),
                every(1, "views by mail", ViewMailWatch(site).work), every(10, "invoices", InvoiceWatch(site).work),
                every(10, "messages kept no longer") { try await RetentionSweep(site).work() },
            ]
        case .mail: [every(1, "records of sending domains", DomainWatch(site).work)]
        }
    }

    func website(draining: Draining) throws -> Website {
        var settings = site.websiteSettings(formKey: installation.keyring.derivedKey("form tokens: " + product.rawValue))
        try settings.configure(for: installation, draining, log: log)
        let own = classic.map { ClassicSite.table.bound(to: $0) } ?? []
        return Website(product.product.routes(for: site) + own, settings)
    }
}

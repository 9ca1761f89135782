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
        let marks = BalanceWatch(site)
        let watch = BackgroundWork(name: "balance marks", interval: .minutes(1), log: log) { try await marks.work() }
        let drops = DropWatch(site)
        let dropWatch = BackgroundWork(name: "rises of failures", interval: .minutes(1), log: log) { try await drops.work() }
        let views = ViewMailWatch(site)
        let viewWatch = BackgroundWork(name: "views by mail", interval: .minutes(1), log: log) { try await views.work() }
        let invoices = InvoiceWatch(site)
        let invoiceWatch = BackgroundWork(name: "invoices", interval: .minutes(10), log: log) { try await invoices.work() }
        let sweep = RetentionSweep(site)
        let retentionSweep = BackgroundWork(name: "messages kept no longer", interval: .minutes(10), log: log) { try await sweep.work() }
        let domains = DomainWatch(site)
        let domainWatch = BackgroundWork(name: "records of sending domains", interval: .minutes(1), log: log) { try await domains.work() }
        background =
            (product == .dashboard ? [watch, dropWatch, viewWatch, invoiceWatch, retentionSweep] : [domainWatch])
            + (classic.map { classic in
                let copy = ClassicCopy(classic)
                return [
                    BackgroundWork(name: "old logins of \(product.rawValue)", interval: .seconds(2), log: log) { try await copy.pull() }
                ]
            } ?? [])
    }

    func website(draining: Draining) throws -> Website {
        var settings = site.websiteSettings(formKey: installation.keyring.derivedKey("form tokens: " + product.rawValue))
        try settings.configure(for: installation, draining, log: log)
        let own = classic.map { ClassicSite.table.bound(to: $0) } ?? []
        return Website(product.product.routes(for: site) + own, settings)
    }
}

internal import Access
internal import Audit
internal import ClassicSignIn
internal import Core
internal import Credentials
internal import Delivery
internal import Outbox
internal import ProductKit
internal import SQL
internal import Transition

extension Installation {
    /// The keys of a product's own sign-in; nil for a product whose people all sign in at the ID, by the configuration or because their move
    /// is over.
    func classicKeys(of product: ProductPart) async throws -> ClassicKeys? {
        guard configuration.flag(product.classicSignIn) else { return nil }
        let id = ProductID(rawValue: product.rawValue)
        guard try await !database.read({ try $0.isMoveFinished(id) }) else { return nil }
        return try ClassicKeys(of: product.rawValue, keyring)
    }

    /// Registers the product's own sign-in at the ID, or ends it there, as the configuration says.
    func register(_ keys: ClassicKeys?, of product: ProductPart) async throws {
        let id = ProductID(rawValue: product.rawValue)
        let now = clock.now()
        guard let classic = keys.flatMap({ ClassicProduct(id, sealingKey: $0.sealingKey, at: now) }) else {
            guard try await database.read({ try $0.classicProduct(id) }) != nil else { return }
            try await database.write { try $0.unregisterClassic(id, by: .system, at: now) }
            return
        }
        try await database.write { try $0.register(classic, by: .system, at: now) }
    }

    /// A product's own sign-in over its site.
    func classicSite(_ site: ProductSite, _ connection: ProviderConnection, _ keys: ClassicKeys) throws -> ClassicSite {
        var classic = ClassicSite(
            site, connection: connection, hashing: try hashingPool(), keys: keys,
            // Old hashes cost more than ours, and a refusal takes as long whether or not somebody has the login.
            floor: RefusalFloor(.milliseconds(4 * configuration.number("sign_in.refusal_floor_ms")), clock: clock), send: textSender)
        classic.patience = .milliseconds(configuration.number("classic_sign_in.patience_ms"))
        return classic
    }

    /// By the configured gateway; in example mode the text is shown on the ID's page of messages, like every other.
    private var textSender: ClassicSite.TextSender {
        guard let gateway = smsGateway else {
            let isExample = configuration.flag("example")
            return { [database, keyring, clock] number, text in
                guard isExample else { throw CommandError("No SMS gateway is configured (sms.url).") }
                let now = clock.now()
                try await database.write { tx in
                    try tx.send(OutgoingMessage(.sms(number), .init(subject: "", text: text)), sealedBy: keyring, at: now)
                }
            }
        }
        let http = CurlHTTPClient(reach: .publicAndLoopback)
        return { number, text in try await gateway.send(text, to: number, by: http) }
    }
}

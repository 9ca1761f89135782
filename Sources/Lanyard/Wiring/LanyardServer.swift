internal import Core
internal import Delivery
internal import Hummingbird
internal import Logging
internal import OpenID
internal import ServiceLifecycle
internal import UnixSignals
internal import Web

/// Everything that `lanyard serve` runs: up to three websites over one installation, and the background work.
struct LanyardServer: Sendable {
    /// One of the servers.
    enum Part: Sendable, Hashable, CaseIterable {
        case id
        case product(ProductPart)

        static var allCases: [Part] { [.id] + ProductPart.allCases.map(Part.product) }

        init?(name: String) {
            guard let part = Part.allCases.first(where: { $0.name == name }) else { return nil }
            self = part
        }

        /// Its name in settings and on the command line: `id`, `dashboard`.
        var name: String {
            switch self {
            case .id: "id"
            case .product(let product): product.rawValue
            }
        }

        /// Its name in messages.
        var title: String {
            switch self {
            case .id: "The ID"
            case .product(let product): product.name
            }
        }
    }

    let installation: Installation
    let id: IDWiring?
    let websites: [(part: Part, website: Website)]
    let log: Logger
    let draining: Draining
    /// Work in the background of products.
    let ofProducts: [BackgroundWork]

    /// Creates missing keys and first-party clients. If `only` is nil, all parts run.
    init(_ installation: Installation, only: Part? = nil, example: ExampleData? = nil, log: Logger) async throws {
        self.installation = installation
        self.log = log
        let draining = Draining(.seconds(installation.configuration.number("drain_seconds")), log: log)
        self.draining = draining
        let parts = only.map { [$0] } ?? Part.allCases
        if parts.contains(.id) { try await installation.checkCatalogsInUse() }
        let id = parts.contains(.id) ? try await IDWiring(installation, example: example, log: log) : nil
        var websites: [(part: Part, website: Website)] = []
        var ofProducts: [BackgroundWork] = []
        for part in parts {
            switch part {
            case .id: if let id { websites.append((part, try id.website(draining: draining))) }
            case .product(let product):
                let wiring = try await ProductWiring(product, installation, log)
                websites.append((part, try wiring.website(draining: draining)))
                ofProducts += wiring.background
            }
        }
        self.id = id
        self.websites = websites
        self.ofProducts = ofProducts
    }

    func website(_ part: Part) -> Website? { websites.first { $0.part == part }?.website }

    /// Serves until the task is cancelled or a signal arrives. `running` is called once every website listens.
    func run(signals: [UnixSignal] = [.sigterm, .sigint], running: @escaping @Sendable () async -> Void) async throws {
        let countdown = Countdown(websites.count, then: running)
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = []
        let background = (id?.background ?? []) + ofProducts
        services += background.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) }
        for (part, website) in websites {
            let address = installation.configuration.text(part.name + ".listen")
            guard let listen = ListenAddress(address) else { continue }
            let server = website.server(host: listen.host, port: listen.port) { _ in await countdown.done() }
            let service = Listening(part: part, address: address, server: server)
            services.append(.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup))
        }
        services.append(.init(service: draining, successTerminationBehavior: .gracefullyShutdownGroup))
        var configuration = ServiceGroupConfiguration(services: services, gracefulShutdownSignals: signals, logger: log)
        configuration.maximumGracefulShutdownDuration = .seconds(10 + installation.configuration.number("drain_seconds"))
        try await ServiceGroup(configuration: configuration).run()
        await installation.stores.close()
    }
}

/// Calls `then` after `done` was called `count` times.
private actor Countdown {
    private var left: Int
    private let then: @Sendable () async -> Void

    init(_ count: Int, then: @escaping @Sendable () async -> Void) {
        left = count
        self.then = then
    }

    func done() async {
        left -= 1
        if left == 0 { await then() }
    }
}

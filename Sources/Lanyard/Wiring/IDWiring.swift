internal import API
internal import Access
internal import Audit
internal import Core
internal import Credentials
internal import Dashboard
internal import Delivery
internal import Directory
internal import Foundation
internal import IDSite
internal import Identity
internal import Language
internal import Logging
internal import OpenID
internal import Places
internal import ProductKit
internal import Provisioning
internal import SQL
internal import ServiceLifecycle
internal import Signals
internal import Transition
internal import TransitionSite
internal import Web

/// The ID's server: its pages, the OpenID Provider, the APIs, and its background work.
struct IDWiring: Sendable {
    let provider: OpenIDProvider
    let site: IDSite
    let background: [BackgroundWork]
    private let endpoints: OpenIDEndpoints
    private let api: APISite
    private let installation: Installation
    private let brake: Brake
    private let log: Logger

    init(_ installation: Installation, example: ExampleData?, log: Logger) async throws {
        self.installation = installation
        self.log = log
        let configuration = installation.configuration
        let clock = installation.clock
        let database = installation.database
        brake = Brake(database, clock: clock)
        let address = try installation.address(of: .id)
        try await KeyRotation.prepare(database, keyring: installation.keyring, at: clock.now())
        let provider = OpenIDProvider(
            issuer: address.origin, database: database, directory: PeopleDirectory(RolloutMoves(keyring: installation.keyring)),
            keyring: installation.keyring)
        self.provider = provider
        for product in ProductPart.allCases { _ = try await installation.client(of: product) }
        let products = try ProductPart.allCases.map { try $0.place(installation) }
        let wanted = configuration["passkeys.rp_id"]
        guard let passkeys = PasskeySite(wanted: wanted, host: address.host, origin: address.origin) else {
            throw CommandError("passkeys.rp_id must be the host of id.public_address (\(address.host)), or a domain that it belongs to.")
        }
        var limits = TryLimits()
        limits.messagesFrom.tries = configuration.number("sms.hourly_per_network")
        limits.messagesTo.tries = configuration.number("sms.hourly_per_country")
        let routing = RolloutRouting(database)
        var steps = SignInSteps(
            database: database, clock: clock, hashing: try installation.hashingPool(), keyring: installation.keyring,
            defence: GuessingDefence(
                limits: limits, floor: RefusalFloor(.milliseconds(configuration.number("sign_in.refusal_floor_ms")), clock: clock),
                slowest: SlowestCheck(mostLogins: 2 * installation.catalog.products.count + 1)),
            passkeys: passkeys)
        steps.oldPasswords = installation.oldPasswords()
        steps.watch = RolloutWatch(provider: provider, keyring: installation.keyring, routing: routing, log: log)
        let joining = MoveContinuation(database: database, clock: clock, keyring: installation.keyring)
        var recovery = installation.recovery(steps: steps, address: address)
        recovery.knownNames = [try installation.organisation().name] + products.map(\.brand.name)
        var site = IDSite(
            address: address, catalog: installation.catalog, products: products,
            recovery: recovery, continuation: joining,
            asking: { try await provider.askingParty(of: $0, products: products) })
        site.operations = try installation.operations
        site.organisation = try installation.organisation()
        site.registration = try installation.registration()
        if let places = configuration["sessions.places_file"].flatMap({ PlaceFile(path: $0) }) {
            site.place = { places.place(of: $0, in: $1.rawValue) }
        }
        site.factorRecovery.wait = .hours(Int64(configuration.number("recovery.wait_hours")))
        if configuration.flag("example") { site.example = Example(addresses: example?.authenticatorAddresses ?? []) }
        endpoints = OpenIDEndpoints(site, provider, joinPath: { try await joining.path(toBringIn: $1, after: $0, returnTo: $2) })
        let addresses = products.map { (ProductID(rawValue: $0.id), $0.address) }
        let places = Dictionary(addresses, uniquingKeysWith: { first, _ in first })
        site.factorRecovery.accounts = AccountRecoveries(catalog: installation.catalog) { member in
            (places[member.product] ?? address.origin) + UserPath.member(member.id.text, in: member.account.text).text
        }
        self.site = site
        api = APISite(
            database: database, clock: clock, catalog: installation.catalog, openID: provider,
            productAddresses: places,
            requestPage: { UserPath.request($1.text, in: $0.text) })
        let notices = KeyMails(
            left: KeyNotices(catalog: installation.catalog) { [api] product in api.address(of: product) + AccessKeyPath.list.text },
            uses: KeyUseNotices(catalog: installation.catalog) { [api] product, account, key in
                api.address(of: product) + AccessKeyPath.key(key.text).query([("account", account.text)]).text
            })
        let granted = GrantedRequests(catalog: installation.catalog) { [api] product in api.address(of: product) }
        let ends = GrantEnds(catalog: installation.catalog) { [api] product in
            api.address(of: product)
        } holderPage: { [api] ending in
            let page =
                switch ending.holder {
                case .member(let member, _, _): UserPath.member(member.text, in: ending.account.text)
                case .group(let group, _, _): UserPath.group(group.text, in: ending.account.text)
                }
            return api.address(of: ending.product) + page.text
        }
        background =
            Self.background(installation, provider, notices, granted, site, log) + [Self.grantEnds(ends, installation, log)]
            + (try AuditWork(installation, log: log).background) + [BackgroundWork.signals(installation, provider, log)]
            + [
                Self.closings(api.closings, installation, log), Self.catalogs(api.catalogs, log),
                Self.rollBacks(installation, log), try Self.keyRotation(installation, log),
                Self.accountDays(AccountDayMails(catalog: installation.catalog) { [api] in api.address(of: $0) }, installation, log),
                Self.watching(brake, installation, BrakeMails(operations: site.operations, issuer: address.origin), log),
            ]
    }

    func website(draining: Draining) throws -> Website {
        var settings = WebsiteSettings(
            address: site.address, cookieName: IDSite.sessionCookie, brand: .id, formKey: installation.keyring.derivedKey("form tokens: id")
        )
        try settings.configure(for: installation, draining, log: log)
        settings.sharing = { [endpoints] request in await endpoints.sharedWith(request) }
        settings.problemPage = { problem, request in IDSite.problemPage(problem, request) }
        let page = MetricsPage(database: installation.database, clock: installation.clock, hashing: site.steps.hashing, log: log)
        settings.metrics = { await page.text() }
        let provisioning = ProvisioningSite(
            database: installation.database, catalog: installation.catalog, issuer: provider.issuer, keyring: installation.keyring)
        return Website(IDRoutes().bound(to: endpoints, api, provisioning, brake), settings)
    }

    private static func grantEnds(_ ends: GrantEnds, _ installation: Installation, _ log: Logger) -> BackgroundWork {
        let clock = installation.clock
        let database = installation.database
        return BackgroundWork(name: "ends of grants", interval: .seconds(30), log: log) {
            let now = clock.now()
            while try await database.read({ try ends.areDue(in: $0, at: now) }) {
                try await database.write { try ends.carryOut(in: $0, at: now) }
            }
        }
    }

    private static func keyRotation(_ installation: Installation, _ log: Logger) throws -> BackgroundWork {
        let clock = installation.clock
        let database = installation.database
        let keyring = installation.keyring
        let age = Duration.days(Int64(installation.configuration.number("tokens.key_days")))
        return BackgroundWork(name: "key rotation", interval: .minutes(10), log: log) {
            let now = clock.now()
            _ = try await KeyRotation.rotateWhenDue(after: age, database, keyring: keyring, at: now)
        }
    }

    private static func rollBacks(_ installation: Installation, _ log: Logger) -> BackgroundWork {
        let clock = installation.clock
        let database = installation.database
        let keyring = installation.keyring
        return BackgroundWork(name: "roll backs", interval: .seconds(2), log: log) {
            while try await database.read({ try $0.hasRollBackToGoOn() }) {
                let now = clock.now()
                try await database.write { try $0.goOnWithRollBack(keyring, at: now) }
            }
        }
    }

    private static func accountDays(_ mails: AccountDayMails, _ installation: Installation, _ log: Logger) -> BackgroundWork {
        let clock = installation.clock
        let database = installation.database
        return BackgroundWork(name: "days of accounts", interval: .seconds(30), log: log) {
            let now = clock.now()
            guard try await database.read({ try !$0.untoldAnswers().isEmpty }) else { return }
            try await database.write { try mails.send(in: $0, at: now) }
        }
    }

    private static func watching(_ brake: Brake, _ installation: Installation, _ mails: BrakeMails, _ log: Logger) -> BackgroundWork {
        let catalog = installation.catalog
        let clock = installation.clock
        let database = installation.database
        return BackgroundWork(name: "rollout brake", interval: .seconds(5), log: log) {
            let all = try await brake.run()
            guard !all.isEmpty else { return }
            let now = clock.now()
            try await database.write { tx in
                try mails.send(all, named: { catalog[$0]?.name ?? $0.rawValue }, in: tx, at: now)
            }
            for pulled in all {
                log.warning(
                    "a class of people is paused",
                    metadata: [
                        "product": "\(pulled.product)", "class": "\(pulled.whom.words)",
                        "inside": "\(pulled.inside.failed) of \(pulled.inside.episodes) failed",
                        "outside": "\(pulled.outside.failed) of \(pulled.outside.episodes) failed",
                    ])
            }
        }
    }

    /// The API reads them at each request; pages and mails follow within a second.
    private static func catalogs(_ updates: CatalogUpdates, _ log: Logger) -> BackgroundWork {
        BackgroundWork(name: "catalogs", interval: .seconds(1), log: log) { try await updates.refresh() }
    }

    private static func closings(_ closings: AccountClosings, _ installation: Installation, _ log: Logger) -> BackgroundWork {
        let clock = installation.clock
        let database = installation.database
        return BackgroundWork(name: "closings", interval: .minutes(1), log: log) {
            let now = clock.now()
            for closing in try await database.read({ try $0.dueClosings(at: now) }) {
                try await database.write { try closings.carryOut(closing, in: $0, at: now) }
            }
        }
    }

    private static func background(
        _ installation: Installation, _ provider: OpenIDProvider, _ notices: KeyMails, _ granted: GrantedRequests,
        _ site: IDSite, _ log: Logger
    ) -> [BackgroundWork] {
        let http = CurlHTTPClient(reach: .publicAndLoopback)
        let clients = CurlHTTPClient(reach: installation.reachOfClients)
        let dispatcher = LogoutDispatcher(provider) { address, form in
            let headers = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
            return try await clients.send(OutgoingRequest("POST", address, headers: headers, body: Array(form.utf8))).status
        }
        var outbox = OutboxWorker(
            database: installation.database, clock: installation.clock, keyring: installation.keyring,
            gateways: OutboxWorker.Gateways(mail: installation.mailServer, sms: installation.smsGateway, http: http), log: log)
        if let organisation = site.organisation { outbox.organisation = organisation }
        let recovery = site.factorRecovery
        let erasure = PersonalErasure(catalog: installation.catalog)
        let clock = installation.clock
        let database = installation.database
        return [
            BackgroundWork(name: "sweep", interval: .minutes(10), log: log) {
                let now = clock.now()
                try await database.write { try $0.sweepIdentity(at: now) }
                try await database.write { try $0.sweepOutbox(at: now) }
                while try await database.write({ try $0.noteMissingCosts() }) > 0 {}
                try await database.write { try $0.forgetExpiredGrants(at: now) }
                try await database.write { try $0.forgetRetiredKeys(at: now) }
                try await database.write { try $0.sweepSignals(at: now) }
                try await database.write { try $0.sweepJoins(at: now) }
                try await database.write { try $0.sweepProductNotices(at: now) }
                try await database.write { try $0.sweepImportRecords(at: now) }
                while try await database.write({ try $0.sweepEpisodes(at: now) }) {}
            },
            BackgroundWork(name: "key notices", interval: .seconds(5), log: log) {
                while try await database.read({ try notices.left.areDue(in: $0) }) {
                    let now = clock.now()
                    try await database.write { try notices.left.send(in: $0, at: now) }
                }
            },
            BackgroundWork(name: "key uses", interval: .seconds(5), log: log) {
                let now = clock.now()
                while try await database.read({ try notices.uses.areDue(in: $0, at: now) }) {
                    try await database.write { try notices.uses.send(in: $0, at: now) }
                }
            },
            BackgroundWork(name: "granted requests", interval: .seconds(5), log: log) {
                let now = clock.now()
                while try await database.read({ try granted.areDue(in: $0, at: now) }) {
                    try await database.write { try granted.send(in: $0, at: now) }
                }
            },
            BackgroundWork(name: "recovery links", interval: .seconds(5), log: log) {
                let now = clock.now()
                if try await database.read({ try recovery.areLinksDue(in: $0, at: now) }) {
                    try await database.write { try recovery.sendLinks(in: $0, at: now) }
                }
            },
            BackgroundWork(name: "deletions", interval: .minutes(1), log: log) {
                let now = clock.now()
                for deletion in try await database.read({ try $0.dueDeletions(at: now) }) {
                    try await database.write { try erasure.erase(deletion.person, in: $0, at: now) }
                }
            },
            BackgroundWork(name: "announcements", interval: .seconds(30), log: log) { [catalog = installation.catalog] in
                let mails = PhaseMails(catalog: catalog)
                let now = clock.now()
                while try await database.read({ try $0.dueAnnouncement(at: now) != nil }) {
                    _ = try await database.write { try mails.sendNext(in: $0, at: now) }
                }
            },
            BackgroundWork(name: "domains", interval: .minutes(5), log: log) { try await installation.checkDomains() },
            BackgroundWork(name: "logout", interval: .milliseconds(500), log: log) {
                try await dispatcher.run(every: .milliseconds(500), clock: clock)
            },
            BackgroundWork(name: "outbox", interval: .seconds(1), log: log) { [outbox] in
                try await outbox.deliverDue()
            },
        ]
    }
}

extension WebsiteSettings {
    /// Sets what all servers of an installation have in common.
    mutating func configure(for installation: Installation, _ draining: Draining, log: Logger) throws {
        organisation = try installation.organisation()
        logo = try installation.logo()
        proxies = TrustedProxies(Network.list(installation.configuration.text("trusted_proxies")) ?? [])
        clock = installation.clock
        self.log = log
        let own = problem
        problem = { own($0) ?? identityProblem(for: $0) ?? ($0 as? AccessError)?.problem }
        let database = installation.database
        isStopping = { draining.isBegun }
        isReady = {
            guard !draining.isBegun else { return false }
            return (try? await database.dataVersion()) != nil
        }
    }
}

import Contract
import Core
import HTTPTypes
import SQL
import Synchronization
import TestSupport
import Web

@testable import MailPanel
@testable import ProductKit

/// The mail panel over a database of its own, with a name server that tests fill.
struct MailSite {
    static let now = Timestamp(seconds: 1_717_416_000)
    let site: ProductSite
    let names: NameServer
    let id: FakeID
    let clock: TestClock

    static func with(_ body: (MailSite) async throws -> Void) async throws {
        try await TestDatabase.with(.current, MailControlPanel.schema) { database in
            let names = try NameServer()
            defer { names.stop() }
            let clock = TestClock(now)
            let id = try FakeID(clock)
            guard let address = PublicAddress("http://localhost:8082"), let keyring = Keyring(keys: [1: Array(repeating: 7, count: 32)])
            else {
                throw SealedValueUnreadable()
            }
            var site = ProductSite(
                MailControlPanel.self, database: database, address: address,
                connection: .init(issuer: FakeID.issuer, clientID: "cli_mail", clientSecret: Secret("s"), http: id), keyring: keyring,
                clock: clock)
            site.options = [MailOption.sendingHost: "mail.example.com", MailOption.nameServers: names.address]
            try await body(MailSite(site: site, names: names, id: id, clock: clock))
        }
    }

    func domain(_ name: String, of account: String = "acc_1", people: [String] = []) async throws -> SendingDomain {
        let domain = SendingDomain(
            id: SendingDomainID(at: clock.now()), account: account, name: name, addedAt: clock.now(), addedBy: "Dana", people: people)
        let added = try await site.database.write { tx in try tx.add(domain) }
        guard added == .added else { throw SealedValueUnreadable() }
        _ = try await DomainCheck.keys(of: domain, site, at: clock.now())
        return domain
    }

    func stored(_ domain: SendingDomain) async throws -> SendingDomain? {
        try await site.database.read { tx in try tx.sendingDomain(domain.id) }
    }

    /// The records that the domain's page shows.
    func records(_ domain: SendingDomain) async throws -> [DomainRecord] {
        let keys = try await site.database.read { tx in try tx.dkimKeys(of: domain.id) }
        return DomainRecord.all(of: domain, keys, SendingHost(site), at: clock.now())
    }

    /// Publishes them all as they are shown. A long text is published in strings of 255 bytes, as name servers want it.
    func publish(_ records: [DomainRecord]) {
        for record in records {
            switch record.type {
            case .cname: names.publish(alias: record.value, at: record.name)
            case .txt:
                let bytes = Array(record.value.utf8)
                let parts = stride(from: 0, to: bytes.count, by: 255).map {
                    String(decoding: bytes[$0..<min($0 + 255, bytes.count)], as: UTF8.self)
                }
                names.publish([parts], at: record.name)
            }
        }
    }

    func findings(_ domain: SendingDomain) async throws -> [DomainRecord.Kind: RecordState.Finding] {
        let records = try await records(domain)
        return try await site.database.read { tx in
            Dictionary(try records.compactMap { record in try tx.state(of: record, domain.id).map { (record.kind, $0.finding) } }) {
                first, _ in first
            }
        }
    }
}

extension MailSite {
    /// The page as somebody of `acc_id` reads it whose role opens these areas.
    func page(_ path: Path, areas: [(String, JSON)]) async throws -> String {
        id.state.withLock { state in
            let current = (state.me["current"] ?? .null).with("areas", .object(areas)).with("projects", .array([]))
            let grants = (current["grants"]?.array ?? []).map { $0.with("areas", .object(areas)).with("projects", .array([])) }
            state.me = state.me.with("current", current.with("grants", .array(grants)))
        }
        let now = clock.now()
        let answer: JSON = ["access_token": "person-token", "token_type": "Bearer", "expires_in": 600]
        guard let tokens = Tokens(answer: answer, at: now) else { throw SealedValueUnreadable() }
        let token = SystemRandom().token().exposed
        let session = ProductSession(
            tokenHash: TokenHash(token, purpose: .productSession), subject: "per_1", idSession: "ses_1",
            sealedTokens: try tokens.sealed(by: site.keyring), project: nil, lastSeen: now)
        try await site.database.write { tx in try tx.addSession(session, at: now) }
        let website = Website(
            MailControlPanel.routes(for: site), site.websiteSettings(formKey: Secret(Array(repeating: 9, count: 32))))
        let headers: HTTPFields = [.accept: "text/html", .cookie: "lanyard_mail=" + token]
        return String(decoding: await website.answer(.init(.get, path.text, headers: headers)).body, as: UTF8.self)
    }
}

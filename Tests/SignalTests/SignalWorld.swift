import Audit
import Core
import JOSE
import Logging
import SQL
import Schema
import Signals
import Synchronization
import TestSupport
import Testing

/// A database with one webhook of the dashboard and one receiver of security events, and a server that answers as it is told.
final class SignalWorld: Sendable {
    let database: any Database
    let clock = TestClock()
    let webhook: SignalReceiver
    let secret: String
    let security: SignalReceiver
    let key: SigningKey
    let person: PersonID
    let account: AccountID

    struct Sent: Sendable {
        let url: String
        let headers: [(name: String, value: String)]
        let body: String

        func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    }

    private let sent = Mutex<[Sent]>([])
    private let answers = Mutex<[String: Int]>([:])
    private let keyring: Keyring

    static func with(_ body: (SignalWorld) async throws -> Void) async throws {
        try await TestDatabase.with(IDSchema.migrations) { try await body(SignalWorld($0)) }
    }

    init(_ database: any Database) async throws {
        self.database = database
        let keyring = try #require(Keyring(keys: [1: [UInt8](repeating: 1, count: 32)]))
        self.keyring = keyring
        key = try SigningKey.generate(.es256)
        let now = clock.now()
        person = PersonID(at: now)
        account = AccountID(at: now)
        let terms = SignalTerms(product: "dashboard", form: .webhook, url: "https://hooks.example/in")
        let (webhook, secret) = try terms.receiver(sealedBy: keyring, at: now)
        self.webhook = webhook
        self.secret = try #require(secret?.exposed)
        var events = SignalTerms(product: "dashboard", form: .securityEvents, url: "https://risk.example/events")
        events.token = Secret("let-me-in")
        (security, _) = try events.receiver(sealedBy: keyring, at: now)
        let receivers = [webhook, security]
        try await database.write { tx in
            for receiver in receivers { try tx.add(receiver, at: now) }
            try tx.sealEvents()
        }
    }

    var log: [Sent] { sent.withLock { $0 } }

    func answer(_ status: Int, at url: String) { answers.withLock { $0[url] = status } }

    /// Records an event, seals it and tells of it.
    func happen(
        _ action: AuditAction, on subject: String = "mem_1", product: String? = "dashboard", _ changes: [String: AuditEvent.Change] = [:]
    )
        async throws
    {
        let now = clock.now()
        let details = ["person": person.text, "product": product ?? ""].filter { !$0.value.isEmpty }
        let event = AuditEvent(action, by: .operatorCommand, on: subject, account: account, details: details).changing(changes)
        let about = Signal.Subject(products: [product ?? "dashboard"], person: person, roles: ["associate"])
        try await database.write { tx in
            try tx.append(event, at: now)
            try tx.sealEvents { try tx.tell($0, issuer: "https://id.example.com", subject: { _ in about }, at: now) }
        }
    }

    var dispatcher: SignalDispatcher {
        SignalDispatcher(
            SignalDispatcher.Parts(database: database, clock: clock, keyring: keyring, issuer: "https://id.example.com") {
                [self] url, headers, body in
                sent.withLock { $0.append(Sent(url: url, headers: headers, body: body)) }
                let status = answers.withLock { $0[url] } ?? 200
                if status == 0 { throw Unreachable() }
                return status
            } sign: { [key] claims, _ in
                try key.sign(claims, as: .securityEvent)
            }, log: Logger(label: "signals") { _ in SwiftLogNoOpLogHandler() })
    }

    struct Unreachable: Error {}

    func deliveries(of receiver: SignalReceiver, _ state: SignalDelivery.State? = nil) async throws -> [SignalDelivery] {
        try await database.read { try $0.signalDeliveries(of: receiver.id, in: state, before: nil, limit: 100) }
    }
}

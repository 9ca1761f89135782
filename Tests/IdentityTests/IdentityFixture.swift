import Audit
import Core
import Credentials
import Foundation
import Identity
import Outbox
import SQL
import Schema
import Synchronization
import TestSupport
import Testing

/// Records the durations that it should sleep, and does not sleep.
final class RecordingSleeper: Sleeper {
    private let slept = Mutex<[Duration]>([])
    func sleep(for duration: Duration) async { slept.withLock { $0.append(duration) } }
    var durations: [Duration] { slept.withLock { $0 } }
}

/// The Identity part of a server on a fresh database, with its own people.
struct Identities: Sendable {
    let database: any Database
    let clock = TestClock()
    let sleeper = RecordingSleeper()
    let hashing: HashingPool
    let keyring: Keyring
    let steps: SignInSteps
    let recovery: Recovery

    static let password = "correct horse battery staple"
    static let home = ClientOrigin(address: "192.0.2.7", agent: "Firefox/120.0")
    static let browser = SignInSteps.Browser(home)

    init(_ database: any Database, hashing: HashingPool? = nil) throws {
        self.database = database
        self.hashing = try hashing ?? HashingPool(threads: 2, queueLimit: 1000, parameters: .forTests)
        keyring = try .ofTests
        steps = SignInSteps(
            database: database, clock: clock, hashing: self.hashing, keyring: keyring,
            defence: GuessingDefence(floor: RefusalFloor(.milliseconds(500), clock: clock, sleeper: sleeper)),
            passkeys: try #require(PasskeySite(wanted: nil, host: "id.example", origin: "https://id.example")))
        recovery = Recovery(
            steps: steps, policy: PasswordPolicy(), productName: { $0 == "dashboard" ? "Customer Dashboard" : nil },
            link: { "https://id.example/set-password?token=" + $0.exposed })
    }

    static func with(_ kind: DatabaseKind = .current, _ body: (Identities) async throws -> Void) async throws {
        try await TestDatabase.with(kind, IDSchema.migrations) { try await body(Identities($0)) }
    }

    /// The ended sessions that the products are to be told about.
    func ended() async throws -> [SessionID] {
        try await database.read { tx in
            try tx.rows("SELECT session_id FROM ended_sessions ORDER BY session_id").map { try $0["session_id"] }
        }
    }

    @discardableResult
    func add(
        _ address: String, password: String? = Identities.password, status: Person.Status = .active, product: String? = nil,
        verified: Bool = false
    ) async throws -> PersonID {
        let now = clock.now()
        let hash: Secret<String>? = if let password { Secret(try await hashing.hash(Secret(password)).text) } else { nil }
        let email = try #require(EmailAddress(address))
        return try await database.write { tx in
            let person = Person(id: PersonID(at: now), name: "Ada Example", status: status, createdAt: now)
            try tx.insert(person, by: .system, at: now)
            try tx.insert(
                PersonAddress(
                    id: AddressID(at: now), personID: person.id, address: email, verifiedAt: verified ? now : nil, product: product,
                    createdAt: now))
            if let hash { try tx.setPassword(of: person.id, hash: hash, setBy: .import, by: .system, at: now) }
            return person.id
        }
    }

    func addApp(_ person: PersonID) async throws -> TOTP {
        let now = clock.now()
        let totp = try #require(TOTP.generate())
        let factor = try SecondFactor.authenticatorApp(totp, of: person, setBy: .import, sealedBy: keyring, at: now)
        try await database.write { try $0.insert(factor, by: .system, at: now) }
        return totp
    }

    @discardableResult
    func addTelephone(_ person: PersonID) async throws -> SecondFactorID {
        let now = clock.now()
        let number = try #require(PhoneNumber("+4915112345678"))
        let factor = SecondFactor.telephone(number, of: person, setBy: .import, at: now)
        try await database.write { try $0.insert(factor, by: .system, at: now) }
        return factor.id
    }

    func begin(
        _ address: String, product: String? = nil, returnTo: String = "/", from origin: ClientOrigin = Identities.browser.origin
    ) async throws -> Secret<String> {
        let party = product.map { AskingParty(name: $0, product: $0, redirectOrigin: nil) }
        return try await steps.begin(address: #require(EmailAddress(address)), returnTo: returnTo, askedBy: party, from: origin)
    }

    func signIn(
        _ address: String, _ password: String = Identities.password, product: String? = nil,
        from browser: SignInSteps.Browser = Identities.browser
    ) async throws -> SignInSteps.Outcome {
        try await steps.password(Secret(password), token: begin(address, product: product), from: browser)
    }

    /// Signs in a person without a second factor.
    func session(_ address: String, from browser: SignInSteps.Browser = Identities.browser) async throws -> SignInSteps.Started {
        guard case .signedIn(let started, _) = try await signIn(address, from: browser) else { throw NotSignedIn() }
        return started
    }
    struct NotSignedIn: Error {}

    /// Sets the password that a mailed link lets set; the outcome as a word.
    func setPassword(_ password: String, _ token: Secret<String>) async throws -> String {
        switch try await recovery.setPassword(Secret(password), token: token, in: Self.browser) {
        case .set: "set"
        case .refused: "refused"
        case .noLink: "no link"
        }
    }

    /// Changes the password in a session; the outcome as a word.
    func changePassword(_ current: String, _ new: String, in session: Session) async throws -> String {
        switch try await recovery.changePassword(from: Secret(current), to: Secret(new), in: session, from: Self.browser) {
        case .changed: "changed"
        case .refused: "refused"
        case .wrong: "wrong"
        case .wait: "wait"
        }
    }

    func messages() async throws -> [OutboxEntry] {
        let keyring = keyring
        return try await database.read { try $0.newestMessages(limit: 50, openedBy: keyring) }
    }

    /// The token in the newest mailed link.
    func mailedToken() async throws -> Secret<String> {
        let text = try #require(try await messages().first { $0.text.contains("token=") }).text
        let start = try #require(text.range(of: "token=")).upperBound
        return Secret(String(text[start...].prefix { !$0.isWhitespace }))
    }

    /// The code in the newest SMS.
    func sentCode() async throws -> String {
        String(try #require(try await messages().first { $0.kind == .sms }).text.prefix(6))
    }
}

extension SignInSteps.Outcome {
    /// The outcome as a word, for comparison.
    var word: String {
        switch self {
        case .signedIn: "signed in"
        case .secondFactor: "second factor"
        case .wrong: "wrong"
        case .tooLong: "too long"
        case .suspended: "suspended"
        case .wait: "wait"
        case .onlyReset: "only reset"
        case .oldProductSilent: "old product silent"
        case .expired: "expired"
        }
    }
}

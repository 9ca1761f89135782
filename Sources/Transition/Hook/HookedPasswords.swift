internal import Access
package import Core
internal import Foundation
package import Identity
package import SQL
private import Synchronization

/// Asks old products by their hooks: a signed POST of `{"login", "password"}`, answered by `{"valid": true}` or `{"valid": false}`. A product that
/// fails three times in a row is left alone for half a minute, so that nobody waits for it.
///
/// Cost where no product has a hook: the database's change counter.
package final class HookedPasswords: OldPasswords {
    /// Sends a request and returns the status and the body; throws if there is no answer in that time.
    package typealias Send =
        @Sendable (_ url: String, _ headers: [(name: String, value: String)], _ body: [UInt8], Duration) async throws -> (
            status: Int, body: [UInt8]
        )

    private let hooks: CurrentRead<[PasswordHook]>
    private let keyring: Keyring
    private let clock: any WallClock
    private let send: Send
    private let breakers = Mutex<[ProductID: Breaker]>([:])

    /// Below the ceiling of every refusal, so that an answer's time tells nothing.
    private static let patience = Duration.milliseconds(1500)

    package init(_ database: any Database, keyring: Keyring, clock: any WallClock, send: @escaping Send) {
        hooks = CurrentRead(database) { try $0.passwordHooks() }
        self.keyring = keyring
        self.clock = clock
        self.send = send
    }

    package func longestAnswer() async -> Duration { await known().isEmpty ? .zero : Self.patience }

    package func isSilent(_ product: String?) async -> Bool {
        let now = clock.now()
        let asked = await known().map(\.product).filter { product == nil || $0.rawValue == product }
        return breakers.withLock { breakers in asked.contains { breakers[$0]?.isOpen(at: now) == true } }
    }

    package func verdict(on password: Secret<String>, of login: String, at product: String) async -> OldPasswordVerdict {
        guard let hook = await known().first(where: { $0.product.rawValue == product }) else { return .notKept }
        let now = clock.now()
        if breakers.withLock({ $0[hook.product]?.isOpen(at: now) == true }) { return .noAnswer }
        let answer = await asked(hook, password, login, at: now)
        breakers.withLock { $0[hook.product, default: Breaker()].note(answered: answer != nil, at: now) }
        return answer.map { $0 ? .right : .wrong } ?? .noAnswer
    }

    /// A database that cannot be read refuses the sign-in elsewhere.
    private func known() async -> [PasswordHook] { (try? await hooks.value()) ?? [] }

    /// nil for no answer that can be read.
    private func asked(_ hook: PasswordHook, _ password: Secret<String>, _ login: String, at now: Timestamp) async -> Bool? {
        let question = Question(login: login, password: password.exposed)
        guard let key = try? hook.key(keyring), let body = try? JSONEncoder().encode(question) else { return nil }
        let id = "msg_" + Base64URL.encode(SystemRandom().bytes(18))
        let headers = StandardWebhook.headers(of: id, String(decoding: body, as: UTF8.self), key: key, at: now)
        guard let answer = try? await send(hook.url, headers, Array(body), Self.patience), answer.status == 200 else { return nil }
        return (try? JSONDecoder().decode(Answer.self, from: Data(answer.body)))?.valid
    }

    private struct Question: Encodable {
        let login: String
        let password: String
    }

    private struct Answer: Decodable {
        let valid: Bool
    }
}

/// Opens after three failures in a row, for half a minute; then one more failure opens it again.
private struct Breaker {
    private var failures = 0
    private var openUntil: Timestamp?

    func isOpen(at now: Timestamp) -> Bool { openUntil.map { now < $0 } ?? false }

    mutating func note(answered: Bool, at now: Timestamp) {
        failures = answered ? 0 : failures + 1
        openUntil = failures >= 3 ? now + .seconds(30) : nil
    }
}

internal import Audit
package import Core
internal import JOSE
package import Logging
package import SQL
internal import Synchronization

/// Sends signals. Each receiver is sent `mostOfReceiver` at a time, and one whose last message failed a single one, so that those that do not
/// answer delay nobody else.
///
/// A signal costs two commits that nobody waits for: a crash between them sends it again, with the same id.
package final class SignalDispatcher: Sendable {
    package static let mostOfReceiver = 8

    /// Sends a POST and returns the status; throws if there is no answer.
    package typealias Post = @Sendable (_ url: String, _ headers: [(name: String, value: String)], _ body: String) async throws -> Int
    /// Signs the claims of a security event.
    package typealias Sign = @Sendable (_ claims: [UInt8], _ now: Timestamp) async throws -> String

    /// What it works with.
    package struct Parts: Sendable {
        let database: any Database
        let clock: any WallClock
        let keyring: Keyring
        let issuer: String
        let post: Post
        let sign: Sign

        package init(
            database: any Database, clock: any WallClock, keyring: Keyring, issuer: String, post: @escaping Post, sign: @escaping Sign
        ) {
            self.database = database
            self.clock = clock
            self.keyring = keyring
            self.issuer = issuer
            self.post = post
            self.sign = sign
        }
    }

    private let parts: Parts
    private let log: Logger
    private let underWay = Mutex<[SignalReceiverID: Int]>([:])
    private let failing = Mutex<Set<SignalReceiverID>>([])

    package init(_ parts: Parts, log: Logger) {
        self.parts = parts
        self.log = log
    }

    /// Looks for due signals every `interval` until the task is cancelled, without waiting for those that are under way.
    package func run(every interval: Duration) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            while !Task.isCancelled {
                for (delivery, receiver) in try await claim() {
                    group.addTask { try await self.deliver(delivery, to: receiver) }
                }
                // A cancelled sleep ends the loop. It is not a failure.
                try? await Task.sleep(for: interval)
            }
            group.cancelAll()
        }
    }

    /// Sends what is due now and returns how many were tried.
    @discardableResult
    package func deliverDue() async throws -> Int {
        let due = try await claim()
        try await withThrowingDiscardingTaskGroup { group in
            for (delivery, receiver) in due { group.addTask { try await self.deliver(delivery, to: receiver) } }
        }
        return due.count
    }

    private func claim() async throws -> [(SignalDelivery, SignalReceiver)] {
        let now = parts.clock.now()
        let receivers = try await parts.database.read { try $0.dueReceivers(at: now) }
        let busy = underWay.withLock { $0 }
        let failing = failing.withLock { $0 }
        func room(of receiver: SignalReceiver) -> Int {
            (failing.contains(receiver.id) ? 1 : Self.mostOfReceiver) - busy[receiver.id, default: 0]
        }
        let free = receivers.map { (receiver: $0, room: room(of: $0)) }.filter { $0.room > 0 }
        guard !free.isEmpty else { return [] }
        let claimed = try await parts.database.writeUnflushed { tx in
            try free.flatMap { receiver, room in try tx.claimSignals(of: receiver.id, atMost: room, at: now).map { ($0, receiver) } }
        }
        underWay.withLock { underWay in for (delivery, _) in claimed { underWay[delivery.receiver, default: 0] += 1 } }
        return claimed
    }

    private func deliver(_ delivery: SignalDelivery, to receiver: SignalReceiver) async throws {
        defer {
            underWay.withLock { underWay in
                let left = (underWay[receiver.id] ?? 1) - 1
                underWay[receiver.id] = left > 0 ? left : nil
            }
        }
        let answer = await send(delivery, to: receiver)
        failing.withLock { failing in
            if answer.error == nil { failing.remove(receiver.id) } else { failing.insert(receiver.id) }
        }
        let now = parts.clock.now()
        let isGivenUp = try await parts.database.writeUnflushed { tx -> Bool in
            if answer.status == 410 { try tx.disable(receiver, because: "it answered 410", by: .system, at: now) }
            return try tx.settle(delivery, status: answer.status, error: answer.error, at: now)
        }
        guard isGivenUp || answer.status == 410 else { return }
        log.warning(
            "signal not delivered",
            metadata: ["receiver": "\(receiver.id)", "message": "\(delivery.id)", "why": "\(answer.error ?? "")"])
    }

    private func send(_ delivery: SignalDelivery, to receiver: SignalReceiver) async -> (status: Int?, error: String?) {
        do {
            let now = parts.clock.now()
            let message = try await message(delivery, to: receiver, at: now)
            let status = try await parts.post(receiver.url, message.headers, message.body)
            return (status, (200...299).contains(status) ? nil : "answered \(status)")
        } catch { return (nil, "\(error)") }
    }

    private func message(
        _ delivery: SignalDelivery, to receiver: SignalReceiver, at now: Timestamp
    ) async throws -> (headers: [(name: String, value: String)], body: String) {
        let secret = try receiver.secretSealed.map { try parts.keyring.open($0, purpose: SignalReceiver.purpose(of: receiver.id)) }
        switch receiver.form {
        case .webhook:
            return (StandardWebhook.headers(of: delivery.id.text, delivery.body, key: secret ?? [], at: now), delivery.body)
        case .securityEvents:
            // RFC 8935 section 2.1.
            var headers = [(name: "Content-Type", value: "application/secevent+jwt"), (name: "Accept", value: "application/json")]
            if let secret { headers.append((name: "Authorization", value: "Bearer " + String(decoding: secret, as: UTF8.self))) }
            var own = JSONWriter()
            own.add("iss", parts.issuer)
            own.add("jti", delivery.id.text)
            own.add("aud", receiver.audience)
            own.add("iat", delivery.createdAt.seconds)
            // The claims that were put down with the signal come after those of the delivery.
            let claims = own.finished().dropLast() + Array(",".utf8) + Array(delivery.body.utf8.dropFirst())
            return (headers, try await parts.sign(Array(claims), now))
        }
    }
}

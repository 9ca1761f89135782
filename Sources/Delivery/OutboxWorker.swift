package import Core
package import Logging
internal import Outbox
package import SQL

/// Takes messages from the outbox and sends them. Any number of nodes may run a worker: each message is leased to one node at a time.
package struct OutboxWorker: Sendable {
    private let database: any Database
    private let clock: any WallClock
    private let keyring: Keyring
    private let mail: MailSender?
    private let sms: SMSGateway?
    private let http: any HTTPClient
    private let log: Logger
    /// Whose service the messages come from; nil leaves them as they are.
    package var organisation: Organisation?

    static let lease: Duration = .minutes(2)
    static let mostTries = 12

    /// By which ways messages leave. Without a mail server, mails are kept for the mailbox page; without an SMS gateway, SMS are.
    package struct Gateways: Sendable {
        let mail: MailServer?
        let sms: SMSGateway?
        let http: any HTTPClient

        package init(mail: MailServer?, sms: SMSGateway?, http: any HTTPClient) {
            self.mail = mail
            self.sms = sms
            self.http = http
        }
    }

    /// `keyring` opens sealed messages.
    package init(
        database: any Database, clock: any WallClock, keyring: Keyring, gateways: Gateways, log: Logger = Logger(label: "delivery")
    ) {
        self.database = database
        self.clock = clock
        self.keyring = keyring
        http = gateways.http
        self.log = log
        mail = gateways.mail.map(MailSender.init)
        sms = gateways.sms
    }

    /// Sends until the task is cancelled. If nothing is due, checks again after `interval`.
    package func run(every interval: Duration = .seconds(1)) async {
        while !Task.isCancelled {
            var count = 0
            do { count = try await deliverDue() } catch { log.error("outbox cannot be read", metadata: ["error": "\(error)"]) }
            if count == 0 { try? await Task.sleep(for: interval) }
        }
    }

    /// Sends what is due now, several messages at a time; returns how many were tried.
    @discardableResult
    package func deliverDue() async throws -> Int {
        let now = clock.now()
        guard try await database.read({ try $0.hasDueMessages(at: now) }) else { return 0 }
        let entries = try await database.write { try $0.claimMessages(limit: 16, lease: Self.lease, at: now) }
        await withTaskGroup(of: Void.self) { group in
            for entry in entries {
                group.addTask { await settle(entry, await deliver(sealed: entry)) }
            }
        }
        return entries.count
    }

    private func deliver(sealed entry: OutboxEntry) async -> DeliveryResult {
        let opened: OutboxEntry
        do { opened = try entry.opened(by: keyring) } catch { return .failed("it was sealed by a key that is not here any more") }
        return await deliver(organisation.map(opened.signed) ?? opened)
    }

    private func deliver(_ entry: OutboxEntry) async -> DeliveryResult {
        do {
            switch entry.kind {
            case .mail: return try await mailed(entry)
            case .sms:
                guard let sms else { return .kept }
                return answered(try await http.send(sms.request(to: entry.recipient, text: entry.text)), entry)
            case .web:
                let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
                return answered(
                    try await http.send(OutgoingRequest("POST", entry.recipient, headers: form, body: Array(entry.text.utf8))), entry)
            }
        } catch OutgoingHTTPError.badRequest {
            return .failed("the address or the message is not well formed")
        } catch OutgoingHTTPError.forbiddenAddress {
            return .failed("the address leads to a private network")
        } catch MailSender.Failure.refused(let detail) {
            return .failed(detail)
        } catch { return later(entry, "\(error)") }
    }

    private func mailed(_ entry: OutboxEntry) async throws -> DeliveryResult {
        guard let mail else { return .kept }
        guard let recipient = EmailAddress(existing: entry.recipient) else { return .failed("the recipient is no e-mail address") }
        try await mail.send(
            MailMessage(
                to: recipient, subject: entry.subject, text: entry.text, html: entry.html, id: entry.id.text, date: entry.createdAt))
        return .sent
    }

    private func answered(_ response: OutgoingResponse, _ entry: OutboxEntry) -> DeliveryResult {
        switch response.status {
        case 200..<300: .sent
        case 408, 425, 429, 500...: later(entry, "answered \(response.status)")
        default: .failed("answered \(response.status)")
        }
    }

    /// Retries after 5 s, 10 s, 20 s, … up to an hour; fails after `mostTries`.
    private func later(_ entry: OutboxEntry, _ why: String) -> DeliveryResult {
        guard entry.tries < Self.mostTries else { return .failed(why) }
        return .later(min(.seconds(5) * (1 << min(entry.tries - 1, 12)), .hours(1)), why)
    }

    private func settle(_ entry: OutboxEntry, _ result: DeliveryResult) async {
        ServerMetrics.messages.add(1, entry.kind.rawValue, result.name)
        if case .failed(let why) = result {
            log.warning("message not delivered", metadata: ["message": "\(entry.id)", "kind": "\(entry.kind)", "why": "\(why)"])
        }
        let now = clock.now()
        do { try await database.write { try $0.settle(entry.id, result, at: now) } } catch {
            log.error("message not settled", metadata: ["message": "\(entry.id)", "error": "\(error)"])
        }
    }
}

internal import Audit
internal import Core
internal import Language
internal import Logging
internal import Outbox
internal import SQL
internal import Signals
internal import Web

/// What keeps the audit log: events are sealed, the ends of the chains are signed every day, and what is older than the operator keeps goes.
struct AuditWork: Sendable {
    let database: any Database
    let clock: any WallClock
    let key: AuditKey
    /// Where the signatures are mailed to.
    let recipient: EmailAddress?
    /// nil: everything is kept.
    let keptFor: Duration?
    let issuer: String
    let log: Logger

    init(_ installation: Installation, log: Logger) throws {
        database = installation.database
        clock = installation.clock
        key = try AuditKey(installation.keyring)
        recipient = installation.configuration["audit.mail"].flatMap { EmailAddress($0) }
        keptFor = installation.configuration["audit.keep_days"].flatMap { Int64($0) }.map(Duration.days)
        issuer = try installation.address(of: .id).origin
        // A signature is of use where the log goes, whatever level is asked for.
        var log = log
        log.logLevel = min(log.logLevel, .notice)
        self.log = log
    }

    var background: [BackgroundWork] {
        [
            BackgroundWork(name: "audit seals", interval: .milliseconds(200), log: log) { try await seal() },
            BackgroundWork(name: "audit heads", interval: .minutes(1), log: log) { try await sign() },
            BackgroundWork(name: "audit retention", interval: .hours(1), log: log) { try await cut() },
        ]
    }

    /// A power cut may take the last seals, and what was to be told of them; the events are sealed again, and told. What was signed is on the
    /// disk.
    func seal() async throws {
        while try await database.read({ try $0.hasUnsealedEvents() }) {
            let now = clock.now()
            let sealed = try await database.writeUnflushed { [issuer] tx in
                try tx.sealEvents { events in
                    try tx.tell(events, issuer: issuer, subject: { try tx.signalSubject(of: $0, at: now) }, at: now)
                }
            }
            // What cannot be read stays unsealed, and is found by `lanyard audit verify`.
            if sealed == 0 { return }
        }
    }

    func sign() async throws {
        let now = clock.now()
        // Most of the time this day's signature is there.
        guard try await database.read({ try $0.lastHead() })?.at.isoDate != now.isoDate else { return }
        // After an upgrade there is much to seal: a signature over a part of it would leave the rest for a day.
        try await seal()
        let head = try await database.write { [key] tx -> AuditHead? in
            guard let head = try tx.signHead(by: key, at: now) else { return nil }
            try mail(head, in: tx, at: now)
            return head
        }
        if let head { note(head) }
    }

    func cut() async throws {
        guard let keptFor else { return }
        let now = clock.now()
        let head = try await database.write { [key] tx -> AuditHead? in
            var given: AuditHead?
            _ = try tx.moveBeginnings(before: now - keptFor, by: key, at: now) { head in
                try mail(head, in: tx, at: now)
                given = head
            }
            return given
        }
        if let head { note(head) }
        while try await database.write({ try $0.deleteEventsBeforeBeginnings() }) > 0 {}
    }

    // How a signature leaves the server, whatever it was given for.

    private func mail(_ head: AuditHead, in tx: Transaction, at now: Timestamp) throws {
        if let recipient { try tx.send(letter(head).message(to: Recipient(recipient, .program)), at: now) }
    }

    private func note(_ head: AuditHead) {
        log.notice("audit head", metadata: ["number": "\(head.number)", "at": "\(head.at.rfc3339)", "signed": "\(head.signed)"])
    }

    private func letter(_ head: AuditHead) -> Letter {
        Letter(
            Phrase("audit.mail", ["number": Int(head.number)]),
            [
                Phrase("audit.mail-lead", ["time": Phrase.time(head.at)]), .text(head.signed),
                Phrase("audit.mail-key", ["key": key.publicJWK]),
                "audit.mail-next",
            ], ending: ["audit.mail-reason"])
    }
}

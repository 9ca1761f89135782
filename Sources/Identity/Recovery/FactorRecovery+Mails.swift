internal import Audit
package import Core
internal import Language
internal import Outbox
package import SQL

/// What is sent of a recovery request: the warning at its begin, and the link at its end.
extension FactorRecovery {
    /// Whether a link may leave now. Asked in the background.
    package func areLinksDue(in tx: Transaction, at now: Timestamp) throws -> Bool { try !due(in: tx, at: now).isEmpty }

    /// Mails the link of every request that was approved and has waited, to an address that the person has had for a week.
    package func sendLinks(in tx: Transaction, at now: Timestamp) throws {
        for (request, person, address) in try due(in: tx, at: now) {
            let token = SystemRandom().token()
            try tx.linked(request.id, to: address.id, token: token, at: now)
            try tx.append(
                AuditEvent(
                    .recoveryLinkSent, by: .system, on: person.id.text, details: ["request": request.id.text, "address": address.id.text]),
                at: now)
            let letter = Letter(
                "recovery-request.mail-link",
                [
                    Phrase("identity.hello", ["name": person.name]),
                    Phrase("recovery-request.mail-link-lead", ["time": now + RecoveryRequest.linkLifetime]),
                ], action: ("recovery-request.mail-link-button", finishLink(token)), ending: ["identity.not-you"])
            try tx.send(letter.message(to: Recipient(address.address, person.reader)), sealedBy: steps.keyring, at: now)
        }
    }

    private func due(in tx: Transaction, at now: Timestamp) throws -> [(RecoveryRequest, Person, PersonAddress)] {
        try tx.openRecoveryRequests().compactMap { request in
            guard request.state == .approved, now >= request.waitsUntil, !request.isOver(at: now),
                let person = try tx.person(request.personID), person.status.maySignIn,
                let address = try tx.addressesForRecovery(of: person.id, at: now).first(where: {
                    try stands(request, at: $0.address, tx, at: now)
                })
            else { return nil }
            return (request, person, address)
        }
    }

    /// Tells every address and number of the person, each with the link that stops the request.
    func tell(_ tx: Transaction, of request: RecoveryRequest, _ stop: Secret<String>, at now: Timestamp) throws {
        guard let person = try tx.person(request.personID) else { return }
        let letter = Letter(
            "recovery-request.mail-begun",
            [
                Phrase("identity.hello", ["name": person.name]),
                Phrase("recovery-request.mail-begun-lead", ["network": request.origin.address, "time": request.waitsUntil]),
                "recovery-request.mail-begun-not-you",
            ], action: ("recovery-request.mail-stop", stopLink(stop)), ending: ["recovery-request.mail-begun-you"])
        try tx.send(letter, toEveryAddressOf: person, sealedBy: steps.keyring, at: now)
        let text = Phrase("recovery-request.sms-begun", ["link": stopLink(stop)]).text(for: person.reader)
        for factor in try tx.secondFactors(of: person.id) {
            guard case .textMessage(let message) = factor.method else { continue }
            let sms = OutgoingMessage(.sms(message.number), .init(subject: "", text: text), in: person.reader.language)
            try tx.send(sms, sealedBy: steps.keyring, at: now)
        }
    }
}

extension Transaction {
    /// Sends it to every address of the person, to each once: joined logins may have brought the same one. With a keyring its words are
    /// sealed, for they hold a link.
    func send(_ letter: Letter, toEveryAddressOf person: Person, sealedBy keyring: Keyring? = nil, at now: Timestamp) throws {
        var known: Set<String> = []
        for address in try addresses(of: person.id) where known.insert(address.address.canonical).inserted {
            let message = letter.message(to: Recipient(address.address, person.reader))
            if let keyring { try send(message, sealedBy: keyring, at: now) } else { try send(message, at: now) }
        }
    }

    /// The addresses that a recovery's link may go to: those that the person has had for a week, the verified ones first.
    package func addressesForRecovery(of person: PersonID, at now: Timestamp) throws -> [PersonAddress] {
        let old = try addresses(of: person).filter { now >= $0.createdAt + RecoveryRequest.addressAge }
        let verified = old.filter { $0.verifiedAt != nil && !$0.isVouched }
        let vouched = old.filter { $0.verifiedAt != nil && $0.isVouched }
        return verified + vouched + old.filter { $0.verifiedAt == nil }
    }
}

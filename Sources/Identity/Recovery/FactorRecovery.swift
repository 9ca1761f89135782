internal import Audit
package import Core
internal import Language
internal import SQL

/// The way back in without a second factor: a recovery request from its begin to the removal of the old factors (threat 21).
package struct FactorRecovery: Sendable {
    package var steps: SignInSteps
    /// How long a request waits at least.
    package var wait: Duration
    /// The URLs of the pages that stop a request and that finish it, for their tokens.
    package var stopLink: @Sendable (Secret<String>) -> String
    package var finishLink: @Sendable (Secret<String>) -> String
    /// nil where no account may agree to anything.
    package var accounts: (any RecoveringAccounts)?

    package init(
        steps: SignInSteps, wait: Duration = RecoveryRequest.standardWait, stopLink: @escaping @Sendable (Secret<String>) -> String,
        finishLink: @escaping @Sendable (Secret<String>) -> String
    ) {
        self.steps = steps
        self.wait = wait
        self.stopLink = stopLink
        self.finishLink = finishLink
    }

    package enum Beginning: Sendable {
        /// It is open, from now on or already.
        case open(RecoveryRequest)
        /// The last one was stopped or denied; another one can begin then.
        case notBefore(Timestamp)
        /// The sign-in does not wait for a second factor any more.
        case expired
    }

    /// Begins a request for the person whose password this sign-in proved, and tells every address and number of theirs.
    package func begin(token: Secret<String>, from origin: ClientOrigin) async throws -> Beginning {
        let now = steps.clock.now()
        return try await steps.database.write { tx in
            guard let person = try steps.question(tx, token: token, at: now)?.signIn.personID else { return .expired }
            if let latest = try tx.latestRecoveryRequest(of: person) {
                if latest.state.isOpen, !latest.isOver(at: now) { return .open(latest) }
                if latest.state.isOpen { _ = try tx.endRecovery(latest.id, as: .expired, at: now) }
                let end = (latest.endedAt ?? latest.requestedAt) + RecoveryRequest.pause
                if [.stopped, .denied].contains(latest.state), now < end { return .notBefore(end) }
            }
            let request = RecoveryRequest(
                id: RecoveryRequestID(at: now), personID: person, state: .waiting, requestedAt: now, waitsUntil: now + wait, origin: origin,
                decidedBy: nil, account: nil, linkExpiresAt: nil, endedAt: nil)
            let stop = SystemRandom().token()
            try tx.insert(request, stopToken: stop, at: now)
            try tell(tx, of: request, stop, at: now)
            try askAccounts(tx, about: request, at: now)
            return .open(try tx.recoveryRequest(request.id) ?? request)
        }
    }

    /// The request of the sign-in's person; nil if there is none that is open.
    package func open(token: Secret<String>) async throws -> RecoveryRequest? {
        let now = steps.clock.now()
        return try await steps.database.read { tx in
            guard let person = try steps.question(tx, token: token, at: now)?.signIn.personID,
                let latest = try tx.latestRecoveryRequest(of: person), latest.state.isOpen, !latest.isOver(at: now)
            else { return nil }
            return latest
        }
    }

    /// The request that this token of a mail stops; nil for an unknown token.
    package func stoppable(_ token: Secret<String>) async throws -> RecoveryRequest? {
        try await steps.database.read { try $0.recoveryRequest(stopToken: token.exposed) }
    }

    /// Stops it, by the link in the mail or text message that told of it. Returns false if it was over.
    package func stop(_ token: Secret<String>) async throws -> Bool {
        let now = steps.clock.now()
        return try await steps.database.write { tx in
            guard let request = try tx.recoveryRequest(stopToken: token.exposed), try tx.endRecovery(request.id, as: .stopped, at: now)
            else { return false }
            try tx.append(
                AuditEvent(
                    .recoveryStopped, by: .person(request.personID), on: request.personID.text,
                    details: ["request": request.id.text, "because": "link"]), at: now)
            return true
        }
    }

    /// What the page of the mailed link shows: whose factors it takes away. nil for a link that does not work.
    package func holder(_ token: Secret<String>) async throws -> Person? {
        let now = steps.clock.now()
        return try await steps.database.read { tx in
            try finishable(tx, token, at: now)?.person
        }
    }

    /// Takes everything away that the lost factors opened: factors, keys, recovery codes, known browsers, sessions and grants. The password
    /// stays, and is asked for next. Returns false if the link does not work.
    package func finish(_ token: Secret<String>) async throws -> Bool {
        let now = steps.clock.now()
        return try await steps.database.write { tx in
            guard let (request, person) = try finishable(tx, token, at: now), try tx.endRecovery(request.id, as: .done, at: now) else {
                return false
            }
            let actor = AuditEvent.Actor.person(person.id)
            try steps.change(tx, of: person.id, "recovery-request.mail-done", at: now) {
                try tx.removeFactors(of: person.id, by: actor, at: now)
            } lead: {
                "recovery-request.mail-done-lead"
            }
            try tx.closeAll(of: person.id, by: actor, at: now)
            if let account = request.account { try accounts?.hold(person, besides: account, in: tx, at: now) }
            try tx.append(AuditEvent(.recoveryFinished, by: actor, on: person.id.text, details: ["request": request.id.text]), at: now)
            return true
        }
    }
}

extension FactorRecovery {
    /// Lets an agreement that was given beforehand count, or else tells those who may agree.
    private func askAccounts(_ tx: Transaction, about request: RecoveryRequest, at now: Timestamp) throws {
        guard let accounts, let person = try tx.person(request.personID) else { return }
        let addresses = try tx.addressesForRecovery(of: person.id, at: now).map(\.address)
        let agreed = try tx.takeFactorReset(of: person.id, at: now) { approval in
            try addresses.contains { try accounts.holds(approval, at: $0, in: tx, at: now) }
        }
        if let agreed { return try tx.approve(request.id, agreed, at: now) }
        try accounts.tellAdministrators(of: person, addresses: addresses, in: tx, at: now)
    }

    /// The request of this link and its person. What an account agreed to must hold still.
    private func finishable(
        _ tx: Transaction, _ token: Secret<String>, at now: Timestamp
    ) throws -> (request: RecoveryRequest, person: Person)? {
        guard let (request, address) = try tx.recoveryRequest(linkToken: token.exposed, at: now),
            let person = try tx.person(request.personID), person.status.maySignIn,
            try stands(request, at: address, tx, at: now)
        else { return nil }
        return (request, person)
    }

    /// Whether the request's approval counts for a link to that address.
    func stands(_ request: RecoveryRequest, at address: EmailAddress, _ tx: Transaction, at now: Timestamp) throws -> Bool {
        guard request.account != nil else { return true }
        guard let approval = request.approval, let accounts else { return false }
        return try accounts.holds(approval, at: address, in: tx, at: now)
    }
}

extension RecoveryRequest {
    /// Whether its time is over, although nothing ended it.
    package func isOver(at now: Timestamp) -> Bool {
        if let linkExpiresAt { return now >= linkExpiresAt }
        return now >= requestedAt + Self.lifetime
    }
}

package import Core
internal import Credentials
internal import SQL
internal import WebAuthn

/// Proves a password or a second factor within a session: of another login before it is joined, or of the person's own login before a
/// sensitive action.
extension SignInSteps {
    package enum ProvingOutcome: Sendable, Equatable { case proved, wrong, wait(Duration) }

    /// Checks the person's password and records the proof in the session. Throws `HashingPool.Overloaded`.
    package func provePassword(
        _ password: Secret<String>, of person: PersonID, in session: SessionID, from origin: ClientOrigin
    ) async throws -> ProvingOutcome {
        let now = clock.now()
        switch try await check(password, of: person, from: origin, at: now) {
        case .wrong: return .wrong
        case .wait(let duration): return .wait(duration)
        case .right(let hash):
            return try await database.write { tx in
                guard try tx.accept(hash, of: person, in: session, from: origin, at: now) else { return .wrong }
                try tx.recordPassword(of: person, in: session, at: now)
                return .proved
            }
        }
    }

    /// Proves in the session that whoever is signed in knows the password of another login too, by what that one signs in with. The answer is
    /// the same, and takes as long, for a login that nobody has.
    package func proveOther(
        _ typed: String, _ password: Secret<String>, in session: Session, from origin: ClientOrigin
    ) async throws -> ProvingOutcome {
        guard PasswordPolicy.mayBePassword(password) else { return .wrong }
        let now = clock.now()
        let (wait, others) = try await database.writeUnflushed { tx -> (Duration?, [StoredPassword]) in
            let people = try tx.candidates(typed: typed).map(\.person).filter { $0.id != session.personID && $0.status == .active }
            let text = typed.loginForm ?? typed.lowercased()
            let subjects = [TrySubject.address(text), .network(origin)] + people.map { .person($0.id) }
            if let wait = try tx.countTry(for: subjects, limits: defence.limits, at: now) { return (wait, []) }
            return (nil, try people.compactMap { try tx.password(of: $0.id) })
        }
        if let wait { return .wait(wait) }
        let hashes: [Secret<String>?] = others.isEmpty ? [nil] : others.map { $0.hash }
        guard let place = try await hashing.matches(password, among: hashes).first, others.indices.contains(place) else {
            try await defence.floor.wait(since: now)
            return .wrong
        }
        let other = others[place]
        return try await database.write { tx in
            guard try tx.accept(other.hash, of: other.personID, in: session.id, from: origin, at: now) else { return .wrong }
            try tx.recordPassword(of: other.personID, in: session.id, at: now)
            try tx.run(
                "UPDATE session_proofs SET named_at = \(now) WHERE session_id = \(session.id) AND person_id = \(other.personID)")
            return .proved
        }
    }

    enum PasswordCheck: Sendable {
        /// With the stored hash, to be accepted in the transaction that acts on it.
        case right(Secret<String>)
        case wrong
        case wait(Duration)
    }

    /// Counts the try, then checks the person's password. Throws `HashingPool.Overloaded`.
    func check(
        _ password: Secret<String>, of person: PersonID, from origin: ClientOrigin, at now: Timestamp
    ) async throws -> PasswordCheck {
        guard PasswordPolicy.mayBePassword(password) else { return .wrong }
        let subjects: [TrySubject] = [.person(person), .network(origin)]
        let (wait, hash) = try await database.writeUnflushed { tx in
            let wait = try tx.countTry(for: subjects, limits: defence.limits, at: now)
            return (wait, wait == nil ? try tx.password(of: person)?.hash : nil)
        }
        if let wait { return .wait(wait) }
        guard try await !hashing.matches(password, among: [hash]).isEmpty, let hash else {
            try await defence.floor.wait(since: now)
            return .wrong
        }
        return .right(hash)
    }

    /// Checks a code of one of the person's second factors and records the proof in the session.
    package func proveCode(
        _ code: String, of factor: SecondFactorID, person: PersonID, in session: SessionID, from origin: ClientOrigin
    ) async throws -> ProvingOutcome {
        let keyring = keyring
        return try await proveFactor(of: person, in: session, from: origin) { tx, now in
            guard let factor = try tx.secondFactors(of: person).first(where: { $0.id == factor }) else { return false }
            return try tx.useCode(code, of: factor, keyring, at: now)
        }
    }

    /// Checks the answer of one of the person's passkeys or security keys and records the proof of a second factor in the session.
    package func proveKey(_ answer: PasskeyAnswer, of person: PersonID, in session: SessionID) async throws -> ProvingOutcome {
        let now = clock.now()
        guard let challenge = WebAuthnChallenge(answer.challenge, for: .proof(session, of: person), keyring, at: now),
            let known = try await database.read({ tx in
                try tx.passkeys(of: person).first { $0.credentialID == answer.credentialID }
            }),
            case .success(let use) = try await judged(answer, of: known, challenge, .discouraged, at: now)
        else { return .wrong }
        return try await database.write { tx in
            guard try tx.useChallenge(challenge, at: now), try tx.record(use, of: known, at: now), try tx.session(session, at: now) != nil
            else { return .wrong }
            try tx.recordFactor(of: person, in: session, at: now)
            if known.kind == .passkey, use.isUserVerified { try tx.recordPasskey(of: person, in: session, at: now) }
            return .proved
        }
    }

    /// Uses up a recovery code in place of a code of a second factor, and tells its owner by mail.
    package func proveRecoveryCode(
        _ code: String, person: PersonID, in session: SessionID, from origin: ClientOrigin
    ) async throws -> ProvingOutcome {
        let keyring = keyring
        return try await proveFactor(of: person, in: session, from: origin) { tx, now in
            guard try tx.useRecoveryCode(code, of: person, keyring, at: now) else { return false }
            try tell(tx, person, "recovery-code.mail-used", tx.usedCodeLead(of: person), at: now)
            return true
        }
    }

    /// Counts the try, then records the proof if `check` says that the code was right.
    private func proveFactor(
        of person: PersonID, in session: SessionID, from origin: ClientOrigin,
        by check: @escaping @Sendable (Transaction, Timestamp) throws -> Bool
    ) async throws -> ProvingOutcome {
        let now = clock.now()
        let subjects: [TrySubject] = [.code(person), .network(origin)]
        let wait = try await database.writeUnflushed { try $0.countTry(for: subjects, limits: defence.limits, at: now) }
        if let wait { return .wait(wait) }
        return try await database.write { tx in
            guard try tx.session(session, at: now) != nil, try check(tx, now) else { return .wrong }
            try tx.forgetTries(for: [.code(person), .sms(person)])
            try tx.giveBackTry(for: .network(origin))
            try tx.recordFactor(of: person, in: session, at: now)
            return .proved
        }
    }

    /// Sends a code to one of the person's telephones; only after their password was proved in that session.
    package func sendCode(
        to factor: SecondFactorID, person: PersonID, in session: SessionID, from origin: ClientOrigin
    ) async throws -> Sending {
        let now = clock.now()
        return try await database.write { tx in
            guard try tx.proofs(in: session).contains(where: { $0.personID == person && $0.passwordAt != nil }),
                let factor = try tx.secondFactors(of: person).first(where: { $0.id == factor })
            else { return .expired }
            return try self.send(tx, to: factor, from: origin, at: now)
        }
    }
}

extension Transaction {
    /// Takes the tries back that were counted for a password which was right. Returns false if it is not the stored one any more, or the
    /// session has ended.
    func accept(
        _ hash: Secret<String>, of person: PersonID, in session: SessionID, from origin: ClientOrigin, at now: Timestamp
    ) throws -> Bool {
        guard try password(of: person)?.hash.exposed == hash.exposed, try self.session(session, at: now) != nil else { return false }
        try forgetTries(for: [.person(person)])
        try giveBackTry(for: .network(origin))
        return true
    }
}

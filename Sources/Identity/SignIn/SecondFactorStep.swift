internal import Audit
package import Core
internal import SQL

extension SignInSteps {
    /// What the page of step 3 shows. Exists only while the sign-in waits for its second factor.
    package struct Question: Sendable {
        package let signIn: SignIn
        /// The factor whose code is asked for; nil for somebody who has keys alone.
        package let asked: SecondFactor?
        package let others: [SecondFactor]
        /// The keys that may be used in place of a code.
        package let passkeys: [Passkey]
        /// Whether a code was sent that is still accepted; true for a factor whose codes are not sent.
        package let isCodeThere: Bool
    }

    package func question(token: Secret<String>) async throws -> Question? {
        let now = clock.now()
        return try await database.read { try self.question($0, token: token, at: now) }
    }

    func question(_ tx: Transaction, token: Secret<String>, at now: Timestamp) throws -> Question? {
        guard let signIn = try tx.signIn(token: token.exposed, keyring, at: now), signIn.stage == .secondFactor,
            let person = signIn.personID,
            try tx.personRecord(person)?.status.maySignIn == true
        else { return nil }
        let factors = try tx.secondFactors(of: person)
        let asked = factors.first(where: { $0.id == signIn.factorID }) ?? factors.preferred
        let passkeys = try tx.passkeys(of: person)
        guard asked != nil || !passkeys.isEmpty else { return nil }
        let isCodeThere = try asked.map { try $0.method.sender?.hasLiveCode(of: $0.id, in: tx, at: now) ?? true } ?? true
        return Question(
            signIn: signIn, asked: asked, others: factors.filter { $0.id != asked?.id }, passkeys: passkeys,
            isCodeThere: isCodeThere)
    }

    /// Step 3: the code of the second factor.
    package func code(_ code: String, token: Secret<String>, from browser: Browser) async throws -> Outcome {
        let now = clock.now()
        let (outcome, product) = try await proved(token: token, from: browser, at: now) { tx, question, _ in
            guard let asked = question.asked, try tx.useCode(code, of: asked, keyring, at: now) else { return nil }
            return asked.amr
        }
        await tellWatch(outcome, wrong: .wrongCode, token: token, from: browser, at: now)
        Self.count(outcome, of: "code", for: product)
        return outcome
    }

    /// Step 3 by a recovery code, of which the person is told by mail.
    package func recoveryCode(_ code: String, token: Secret<String>, from browser: Browser) async throws -> Outcome {
        let now = clock.now()
        let (outcome, product) = try await proved(token: token, from: browser, at: now) { tx, _, person in
            guard try tx.useRecoveryCode(code, of: person, keyring, at: now) else { return nil }
            try tell(tx, person, "recovery-code.mail-used", tx.usedCodeLead(of: person), at: now)
            return AuthenticatorApp.amr
        }
        await tellWatch(outcome, wrong: .wrongCode, token: token, from: browser, at: now)
        Self.count(outcome, of: "code", for: product)
        return outcome
    }

    /// Counts the try, then checks it: `check` gives the value in `amr` if it was right.
    private func proved(
        token: Secret<String>, from browser: Browser, at now: Timestamp,
        by check: @escaping @Sendable (Transaction, Question, PersonID) throws -> String?
    ) async throws -> (Outcome, product: String?) {
        let counted: Outcome? = try await database.writeUnflushed { tx in
            guard let person = try self.question(tx, token: token, at: now)?.signIn.personID else { return .expired }
            let subjects: [TrySubject] = [.code(person), .network(browser.origin)]
            return try tx.countTry(for: subjects, limits: defence.limits, at: now).map { .wait($0) }
        }
        if let counted { return (counted, nil) }
        return try await database.write { tx -> (Outcome, product: String?) in
            guard let question = try self.question(tx, token: token, at: now), let person = question.signIn.personID else {
                return (.expired, nil)
            }
            let product = question.signIn.product
            guard let amr = try check(tx, question, person) else { return (.wrong, product) }
            guard try tx.factorProved(token.exposed) else { return (.expired, product) }
            try tx.forgetTries(for: [.code(person), .sms(person)])
            try tx.giveBackTry(for: .network(browser.origin))
            let proved = ProvedIdentity(
                person, alsoProved: question.signIn.alsoProved, othersProvedAt: question.signIn.begunAt, by: .passwordAnd(amr),
                for: product)
            return (.signedIn(try self.start(tx, proved, from: browser, at: now), returnTo: question.signIn.returnTo), product)
        }
    }

    package enum Sending: Sendable {
        case sent
        /// The last one was sent less than `TextMessage.gap` ago.
        case soon
        /// So many were sent that none is for this time.
        case wait(Duration)
        case expired, notNeeded
    }

    /// Switches to another of the person's second factors. Sends a code if it needs one.
    package func choose(_ factor: SecondFactorID, token: Secret<String>, from origin: ClientOrigin) async throws -> Sending {
        let now = clock.now()
        return try await database.write { tx in
            guard let question = try self.question(tx, token: token, at: now),
                let chosen = (question.others + [question.asked].compactMap(\.self)).first(where: { $0.id == factor })
            else { return .expired }
            try tx.choose(factor, token: token.exposed)
            return try self.sendUnlessLive(tx, to: chosen, from: origin, at: now)
        }
    }

    /// Sends a new code of the factor that is being asked for. The last one still counts until its time is over.
    package func resend(token: Secret<String>, from origin: ClientOrigin) async throws -> Sending {
        let now = clock.now()
        return try await database.write { tx in
            guard let asked = try self.question(tx, token: token, at: now)?.asked else { return .expired }
            return try self.send(tx, to: asked, from: origin, at: now)
        }
    }

    /// Sends a code, unless one was sent that is accepted for a minute at least.
    func sendUnlessLive(_ tx: Transaction, to factor: SecondFactor, from origin: ClientOrigin, at now: Timestamp) throws -> Sending {
        guard let sender = factor.method.sender, try !sender.hasLiveCode(of: factor.id, in: tx, at: now + TextMessage.worthWaiting) else {
            return .notNeeded
        }
        return try send(tx, to: factor, from: origin, at: now)
    }

    func send(_ tx: Transaction, to factor: SecondFactor, from origin: ClientOrigin, at now: Timestamp) throws -> Sending {
        guard let sender = factor.method.sender else { return .notNeeded }
        if let last = try sender.lastSent(of: factor.id, in: tx), now < last + TextMessage.gap { return .soon }
        let subjects = sender.limits(of: factor.personID, from: origin)
        if let wait = try tx.countTry(for: subjects, limits: defence.limits, at: now) { return .wait(wait) }
        try sender.sendCode(of: factor.id, in: tx, keyring, at: now)
        return .sent
    }
}

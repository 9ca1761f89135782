internal import Audit
internal import Core
internal import SQL
package import WebAuthn

extension SignInSteps {
    package enum PasskeyOutcome: Sendable {
        case signedIn(Started)
        /// The credential is not known here; the browser may be told.
        case unknown
        /// The page was open for too long, its answer was used before, or it belongs to another browser.
        case expired
        case suspended
        case refused(WebAuthnRefusal)
    }

    /// Signs in by a passkey alone, which proves two factors. Costs one indexed read, one signature and one durable commit; no hash.
    ///
    /// `browserToken` is the value of the browser's sign-in cookie, which the challenge was made for.
    package func passkey(_ answer: PasskeyAnswer, browserToken: String, from browser: Browser) async throws -> PasskeyOutcome {
        let now = clock.now()
        guard let party = passkeys.relyingParty,
            let challenge = WebAuthnChallenge(answer.challenge, for: .signIn(browser: browserToken), keyring, at: now)
        else { return .expired }
        let known = try await database.read { try $0.passkey(credential: answer.credentialID, relyingParty: party) }
        // A security key may be kept where anybody finds it: it never signs in alone.
        guard let known, known.kind == .passkey else { return .unknown }
        switch try await judged(answer, of: known, challenge, .required, at: now) {
        case .failure(let refusal):
            ServerMetrics.signIns.add(1, "wrong", "key", "")
            return .refused(refusal)
        case .success(let use):
            let outcome: PasskeyOutcome = try await database.write { tx in
                guard try tx.useChallenge(challenge, at: now), try tx.record(use, of: known, at: now) else { return .expired }
                guard let person = try tx.person(known.personID), person.status.maySignIn else { return .suspended }
                let proved = ProvedIdentity(person.id, by: .passkey(Passkey.amr(of: use)))
                return .signedIn(try start(tx, proved, from: browser, at: now))
            }
            if case .signedIn(let started) = outcome {
                Self.count(started)
                await watch?.proved(known.personID, inBrowser: browserToken, at: now)
            }
            return outcome
        }
    }

    /// Judges an answer. Of a key whose counter went back, its person is told.
    func judged(
        _ answer: PasskeyAnswer, of known: Passkey, _ challenge: WebAuthnChallenge, _ verification: Ceremony.UserVerification,
        at now: Timestamp
    ) async throws -> Result<Assertion.Use, WebAuthnRefusal> {
        let refusal: WebAuthnRefusal
        do throws(WebAuthnRefusal) {
            let assertion = try Assertion(
                clientDataJSON: answer.clientDataJSON, authenticatorData: answer.authenticatorData, signature: answer.signature)
            return .success(
                try assertion.use(
                    of: .init(publicKey: known.publicKey, counter: known.counter, isBackupEligible: known.isBackupEligible),
                    for: passkeys.ceremony(challenge, relyingParty: known.relyingParty, verification)))
        } catch { refusal = error }
        if refusal == .counter {
            try await database.write { tx in
                let event = AuditEvent(.passkeyCopied, by: .system, on: known.personID.text, details: ["passkey": known.id.text])
                try tx.append(event, at: now)
                try tell(tx, known.personID, "passkey.mail-copied", known.copiedLead, at: now)
            }
        }
        return .failure(refusal)
    }
}

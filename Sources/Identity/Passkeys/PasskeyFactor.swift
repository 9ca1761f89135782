package import Core
internal import SQL
internal import WebAuthn

extension SignInSteps {
    /// Step 3 by a passkey or a security key of the person, in place of a code.
    package func factor(_ answer: PasskeyAnswer, token: Secret<String>, from browser: Browser) async throws -> Outcome {
        let now = clock.now()
        guard let challenge = WebAuthnChallenge(answer.challenge, for: .factor(signIn: token), keyring, at: now),
            let question = try await question(token: token)
        else { return .expired }
        guard let known = question.passkeys.first(where: { $0.credentialID == answer.credentialID }) else { return .wrong }
        // The password was the first factor: whoever has the key has the second.
        guard case .success(let use) = try await judged(answer, of: known, challenge, .discouraged, at: now) else { return .wrong }
        let outcome = try await database.write { tx -> Outcome in
            guard let question = try self.question(tx, token: token, at: now), question.passkeys.contains(where: { $0.id == known.id }),
                try tx.useChallenge(challenge, at: now), try tx.record(use, of: known, at: now), try tx.factorProved(token.exposed)
            else { return .expired }
            let signIn = question.signIn
            let proved = ProvedIdentity(
                known.personID, alsoProved: signIn.alsoProved, othersProvedAt: signIn.begunAt,
                by: .passwordAnd(Passkey.amr(of: use)), for: signIn.product)
            return .signedIn(try start(tx, proved, from: browser, at: now), returnTo: signIn.returnTo)
        }
        await tellWatch(outcome, wrong: .wrongCode, token: token, from: browser, at: now)
        Self.count(outcome, of: "key", for: question.signIn.product)
        return outcome
    }
}

internal import Core
internal import SQL

extension SignInSteps {
    /// Counts a try that was judged. `factor` is what was judged: `pwd`, `code` or `key`; a success counts by all that was proved.
    func count(_ outcome: Outcome, of factor: String, token: Secret<String>, at now: Timestamp) async {
        switch outcome {
        case .signedIn(let started, _): Self.count(started)
        case .wrong: await count("wrong", factor, token: token, at: now)
        case .wait, .onlyReset: await count("locked", factor, token: token, at: now)
        case .suspended: await count("suspended", factor, token: token, at: now)
        case .oldProductSilent: await count("silent", factor, token: token, at: now)
        case .secondFactor, .tooLong, .expired: break
        }
    }

    static func count(_ started: Started) {
        ServerMetrics.signIns.add(1, "succeeded", started.session.amr.filter { $0 != "mfa" }.joined(separator: "+"), started.product ?? "")
    }

    /// Cost: one indexed read of the sign-in, to know the product; a database that cannot be read leaves it out.
    private func count(_ outcome: String, _ factor: String, token: Secret<String>, at now: Timestamp) async {
        let keyring = keyring
        let signIn = try? await database.read { try $0.signIn(token: token.exposed, keyring, at: now) }
        ServerMetrics.signIns.add(1, outcome, factor, signIn?.product ?? "")
    }
}

internal import Core

extension SignInSteps {
    /// Counts a try that was judged. `factor` is what was judged: `pwd`, `code` or `key`; a success counts by all that was proved. `product` is
    /// the one that asked, as far as that was known.
    static func count(_ outcome: Outcome, of factor: String, for product: String?) {
        switch outcome {
        case .signedIn(let started, _): count(started)
        case .wrong: ServerMetrics.signIns.add(1, "wrong", factor, product ?? "")
        case .wait, .onlyReset: ServerMetrics.signIns.add(1, "locked", factor, product ?? "")
        case .suspended: ServerMetrics.signIns.add(1, "suspended", factor, product ?? "")
        case .oldProductSilent: ServerMetrics.signIns.add(1, "silent", factor, product ?? "")
        case .secondFactor, .tooLong, .expired: break
        }
    }

    static func count(_ started: Started) {
        ServerMetrics.signIns.add(1, "succeeded", started.session.amr.filter { $0 != "mfa" }.joined(separator: "+"), started.product ?? "")
    }
}

package import Core
package import Web

extension IDSite {
    /// The refusal of a guess when no tries are left.
    func tooManyTries(_ wait: Duration) -> Problem {
        Problem(
            status: 429, code: "too-many-tries", title: "Too many tries.",
            detail: "To keep guessers out, we take no more for now. Nothing of yours has changed, and a new password can be set meanwhile.",
            retryAfter: seconds(of: wait))
    }

    /// The refusal of a code when no tries are left, or of sending one more. A new password does not help here, so none is offered.
    func tooManyCodes(_ wait: Duration) -> Problem {
        let seconds = seconds(of: wait)
        let minutes = max(1, (seconds + 59) / 60)
        return Problem(
            status: 429, code: "too-many-codes", title: "Too many codes.",
            detail: "To keep guessers out, we take and send no more for about \(PageText.count(minutes, "minute", "minutes")). "
                + "Then go back and enter the code that is valid by then. A new password does not change this.",
            retryAfter: seconds)
    }

    /// Whole seconds, rounded up, at least one.
    private func seconds(of wait: Duration) -> Int { max(1, Int(wait.wholeMilliseconds + 999) / 1000) }

    /// The refusal of a guess at an address at which strangers have guessed a hundred times in a row.
    var strangersRefused: Problem {
        Problem(
            status: 429, code: "too-many-tries", title: "Too many wrong passwords.",
            detail: "So many were tried for this address that only a browser you have signed in with before gets in now. "
                + "Anywhere else, set a new password: that opens it again.")
    }

    /// The page of a problem for which the sign-in offers a way around (too many tries); nil for any other problem.
    package static func problemPage(_ problem: Problem, _ request: WebRequest) -> HTML? {
        guard problem.code == "too-many-tries", request.path.hasPrefix(SignInPath.address.text) else { return nil }
        return ProblemPage(problem, .id, request, below: "<a href=\"\(RecoveryPath.forgotPassword)\">Set a new password</a>").html
    }
}

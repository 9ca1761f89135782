internal import Core
package import Language
package import Web

extension IDSite {
    /// The refusal of a guess when no tries are left.
    func tooManyTries(_ wait: Duration) -> Problem {
        Problem(
            status: 429, code: "too-many-tries", title: "sign-in.too-many-tries",
            detail: "sign-in.too-many-tries-next",
            retryAfter: seconds(of: wait))
    }

    /// The refusal of a code when no tries are left, or of sending one more. A new password does not help here, so none is offered.
    func tooManyCodes(_ wait: Duration) -> Problem {
        Problem(
            status: 429, code: "too-many-codes", title: "sign-in.too-many-codes",
            detail: Phrase("sign-in.too-many-codes-next", ["time": Phrase.minutes(wait)]), retryAfter: seconds(of: wait))
    }

    /// Whole seconds, rounded up, at least one.
    private func seconds(of wait: Duration) -> Int { max(1, Int(wait.wholeMilliseconds + 999) / 1000) }

    /// The refusal of a guess at an address at which strangers have guessed a hundred times in a row.
    var strangersRefused: Problem {
        Problem(
            status: 429, code: "too-many-tries", title: "sign-in.strangers-refused",
            detail: "sign-in.strangers-refused-next")
    }

    /// A password that only an old product knows cannot be checked now.
    var oldProductSilent: Problem {
        Problem(
            status: 503, code: "old-product-silent", title: "sign-in.old-silent", detail: "sign-in.old-silent-next", retryAfter: 60)
    }

    /// The page of a problem for which the sign-in offers a way around (too many tries); nil for any other problem.
    package static func problemPage(_ problem: Problem, _ request: WebRequest) -> HTML? {
        guard problem.code == "too-many-tries", request.path.hasPrefix(SignInPath.address.text) else { return nil }
        return ProblemPage(
            problem, .id, request, below: "<a href=\"\(RecoveryPath.forgotPassword)\">\(words: "sign-in.set-new-password")</a>"
        ).html
    }
}

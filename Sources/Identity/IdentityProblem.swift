package import Core
internal import Credentials
internal import SQL

/// The problem to show to people and programs when signing in is not possible now; nil for errors of other layers.
package func identityProblem(for error: any Error) -> Problem? {
    switch error {
    case let overloaded as HashingPool.Overloaded:
        Problem(
            status: 503, code: "busy", title: "Many people are signing in just now.",
            detail: "Nothing was lost. Wait a moment and send the page again.", retryAfter: overloaded.retryAfter)
    case is HashingPool.Unavailable:
        Problem(
            status: 503, code: "unavailable", title: "Passwords cannot be checked at the moment.",
            detail: "Wait a moment and try again.", retryAfter: 10)
    case SQLError.conflict, SQLError.unavailable, SQLError.outcomeUnknown:
        Problem(
            status: 503, code: "unavailable", title: "That could not be done at the moment.",
            detail: "Wait a moment, check whether it was done, and try again.", retryAfter: 2)
    default: nil
    }
}

internal import Core
internal import Credentials
package import Language
internal import SQL

/// The problem to show to people and programs when signing in is not possible now; nil for errors of other layers.
package func identityProblem(for error: any Error) -> Problem? {
    switch error {
    case let overloaded as HashingPool.Overloaded:
        Problem(
            status: 503, code: "busy", title: "identity.busy",
            detail: "identity.busy-next", retryAfter: overloaded.retryAfter)
    case is HashingPool.Unavailable:
        Problem(
            status: 503, code: "unavailable", title: "identity.unavailable",
            detail: "identity.unavailable-next", retryAfter: 10)
    case SQLError.conflict, SQLError.unavailable, SQLError.outcomeUnknown:
        Problem(
            status: 503, code: "unavailable", title: "identity.not-done",
            detail: "identity.not-done-next", retryAfter: 2)
    default: nil
    }
}

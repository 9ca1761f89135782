package import Core
internal import Language

/// A condition that must hold before a handler runs. The handler receives the proof as a value.
///
/// `establish` throws a `Problem`, or `Answered` to send another response (a redirect to the sign-in).
package protocol Proof: Sendable {
    associatedtype Site: Sendable
    static func establish(_ request: WebRequest, in site: Site) async throws -> Self

    /// What events of the request say of where it came from, and of how its person proved who they are.
    func circumstances(of request: WebRequest) -> Circumstances
}

extension Proof {
    /// Of a request whose proof names nobody: where it came from.
    package func circumstances(of request: WebRequest) -> Circumstances { Circumstances(network: request.client) }
}

/// The explicit exception: the proof of a route that is open to everyone.
package struct Anyone<Site: Sendable>: Proof {
    package static func establish(_ request: WebRequest, in site: Site) async throws -> Anyone<Site> { Anyone() }
}

internal import Language

/// A condition that must hold before a handler runs. The handler receives the proof as a value.
///
/// `establish` throws a `Problem`, or `Answered` to send another response (a redirect to the sign-in).
package protocol Proof: Sendable {
    associatedtype Site: Sendable
    static func establish(_ request: WebRequest, in site: Site) async throws -> Self
}

/// The explicit exception: the proof of a route that is open to everyone.
package struct Anyone<Site: Sendable>: Proof {
    package static func establish(_ request: WebRequest, in site: Site) async throws -> Anyone<Site> { Anyone() }
}

/// What must be true of a request before its handler runs, as a value the handler is given.
///
/// `establish` throws a `Problem`, or `Answered` to answer in another way (a redirect to the sign-in).
package protocol Proof: Sendable {
    associatedtype Site: Sendable
    static func establish(_ request: WebRequest, in site: Site) async throws -> Self
}

/// The named exception: a route that is open to all.
package struct Anyone<Site: Sendable>: Proof {
    package static func establish(_ request: WebRequest, in site: Site) async throws -> Anyone<Site> { Anyone() }
}

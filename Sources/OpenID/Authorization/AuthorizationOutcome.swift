package import Core

/// What the authorization endpoint does next.
package enum AuthorizationOutcome: Sendable, Equatable {
    /// Back to the client, with a code or an error.
    case redirect(to: String)
    /// To the sign-in, and back to the path afterwards. `again`: even if somebody is signed in.
    case signIn(returnTo: String, again: Bool, loginHint: String?)
    /// A page: the person is no member of the client's product.
    case noMembership(product: String, returnTo: String)
    /// A page: a client of somebody else asks for this. `returnTo` is the request; agreeing leads back to it.
    case consent(client: ClientID, name: String, permissions: [String], returnTo: String)
}

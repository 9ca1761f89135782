package import Core

/// The next step of the authorization endpoint.
package enum AuthorizationOutcome: Sendable, Equatable {
    /// Redirect to the client, with a code or an error.
    case redirect(to: String)
    /// Show a page that posts the code or the error to the client.
    case formPost(FormPost)
    /// Redirect to the sign-in, which returns to the path afterwards. `again`: even if somebody is signed in.
    case signIn(returnTo: Path, again: Bool, loginHint: String?)
    /// Show a page: the client expects somebody else than who is signed in (`id_token_hint`). `returnTo` continues after a new sign-in.
    case otherPerson(client: String, returnTo: Path, loginHint: String?)
    /// Show a page: the person is not a member of the client's product.
    case noMembership(product: String, returnTo: Path)
    /// Show a page: the person goes on signing in at the product itself for now.
    case outside(product: String)
    /// Show a page: the person chooses one of several accounts. `AuthorizationRequest.path(for:)` continues with it.
    case account([AccountID])
    /// Show the consent page for a third-party client. `returnTo` is the path of the request, which continues after consent.
    case consent(client: ClientID, name: String, permissions: [String], returnTo: Path)
}

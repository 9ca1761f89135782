package import Core
package import IDSite
internal import Identity
package import Web

/// Proof that the person who is offered to join is signed in at the ID.
package struct JoiningPerson: Proof {
    let signedIn: SignedIn
    var session: Session { signedIn.session }

    /// If nobody is signed in, redirects to the sign-in. That does not return here but to where the offer leads, because a sign-in shows
    /// the offer by itself if it is due.
    package static func establish(_ request: WebRequest, in site: IDSite) async throws -> JoiningPerson {
        guard let signedIn = try await MaybeSignedIn.establish(request, in: site).signedIn else {
            throw Answered(.redirect(SignInPath.address(returningTo: request.returnTo.text)))
        }
        return JoiningPerson(signedIn: signedIn)
    }

    package func circumstances(of request: WebRequest) -> Circumstances { signedIn.circumstances(of: request) }
}

internal import Core
internal import Identity
internal import SQL
package import Web

/// Proof that somebody is signed in at the ID: their session and person.
package struct SignedIn: Proof {
    let session: Session
    let person: Person

    /// If nobody is signed in, redirects to the sign-in, which returns here.
    package static func establish(_ request: WebRequest, in site: JoinSite) async throws -> SignedIn {
        let now = request.time
        if let token = request.cookie(site.sessionCookie), RandomToken.isWellFormed(token),
            let found = try await site.database.read({ tx -> SignedIn? in
                guard let session = try tx.session(token: token, at: now), let person = try tx.person(session.personID) else { return nil }
                return SignedIn(session: session, person: person)
            })
        {
            return found
        }
        throw Answered(.redirect("/sign-in?" + PercentCoding.query([("return_to", request.returnPath?.text ?? "/")])))
    }
}

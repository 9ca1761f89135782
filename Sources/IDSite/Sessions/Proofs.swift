internal import Core
internal import HTTPTypes
package import Identity
internal import SQL
package import Web

/// Somebody is signed in, may still be, and this is who.
package struct SignedIn: Proof {
    package let session: Session
    package let person: Person

    /// Sends whoever is not to the sign-in, which leads back here.
    package static func establish(_ request: WebRequest, in site: IDSite) async throws -> SignedIn {
        guard let found = try await MaybeSignedIn.establish(request, in: site).signedIn else {
            throw Answered(.redirect(site.signInPath(returningTo: request)))
        }
        return found
    }
}

/// Open to all; whoever is signed in is known.
package struct MaybeSignedIn: Proof {
    package let signedIn: SignedIn?

    package static func establish(_ request: WebRequest, in site: IDSite) async throws -> MaybeSignedIn {
        guard let token = request.cookie(IDSite.sessionCookie), token.utf8.count == 43 else { return MaybeSignedIn(signedIn: nil) }
        let now = request.time
        let found = try await site.database.read { tx -> SignedIn? in
            guard let session = try tx.session(token: token, at: now), let person = try tx.person(session.personID) else { return nil }
            return SignedIn(session: session, person: person)
        }
        if let found, found.session.needsTouch(at: now) { try await site.database.write { try $0.touch(found.session.id, at: now) } }
        return MaybeSignedIn(signedIn: found)
    }
}

/// Somebody who proved who they are within the last ten minutes: for grave acts.
package struct RecentlyVerified: Proof {
    package let signedIn: SignedIn
    package static let within: Duration = .minutes(10)

    /// Asks whoever did so earlier to sign in again; their session goes on.
    package static func establish(_ request: WebRequest, in site: IDSite) async throws -> RecentlyVerified {
        let found = try await SignedIn.establish(request, in: site)
        guard request.time < found.session.authTime + within else {
            throw Answered(
                .redirect(site.signInPath(returningTo: request), notice: .info("Please sign in again: this page changes how you do it.")))
        }
        return RecentlyVerified(signedIn: found)
    }
}

extension IDSite {
    /// The sign-in that leads back to where the request was going; a form's page where it was a form.
    func signInPath(returningTo request: WebRequest) -> String {
        let target = request.method == .get || request.method == .head ? request.target : request.path
        return "/sign-in?" + PercentCoding.query([("return_to", target)])
    }

    func browser(_ request: WebRequest) -> SignInSteps.Browser {
        SignInSteps.Browser(
            ClientOrigin(address: request.client, agent: request.headers[.userAgent] ?? ""),
            sessionToken: request.cookie(IDSite.sessionCookie).map { Secret($0) })
    }
}

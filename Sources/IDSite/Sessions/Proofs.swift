internal import Access
package import Core
internal import HTTPTypes
package import Identity
internal import Language
internal import OpenID
internal import SQL
package import Web

/// Proof that somebody is signed in and may still sign in: their session and person.
package struct SignedIn: Proof {
    package let session: Session
    package let person: Person
    /// The products that they open, by their ids.
    let products: Set<String>
    /// Their role on the server's own pages; nil for whoever runs nothing.
    let runs: OperatorStanding?

    /// If nobody is signed in, redirects to the sign-in, which returns here.
    package static func establish(_ request: WebRequest, in site: IDSite) async throws -> SignedIn {
        guard let found = try await MaybeSignedIn.establish(request, in: site).signedIn else {
            throw Answered(.redirect(site.signInPath(returningTo: request)))
        }
        return found
    }

    package func circumstances(of request: WebRequest) -> Circumstances { session.circumstances(of: request) }
}

/// Open to everybody; contains the session and person if somebody is signed in.
package struct MaybeSignedIn: Proof {
    package let signedIn: SignedIn?

    package static func establish(_ request: WebRequest, in site: IDSite) async throws -> MaybeSignedIn {
        guard let token = request.cookie(IDSite.sessionCookie), RandomToken.isWellFormed(token) else { return MaybeSignedIn(signedIn: nil) }
        let now = request.time
        let found = try await site.database.read { tx -> SignedIn? in
            guard let session = try tx.session(token: token, at: now), let person = try tx.person(session.personID) else { return nil }
            let products = try tx.memberships(of: person.id).filter { $0.status == .active }.map(\.product.rawValue)
            return SignedIn(session: session, person: person, products: Set(products), runs: try OperatorStanding(session, tx))
        }
        if found == nil, !request.isAnsweredSignedOut, try await Leaving.found(request, site) != nil {
            throw Answered(.redirect(MyDataPath.leaving.query([("return_to", request.page)])))
        }
        if let found { request.isRead(in: found.person.language, zone: found.person.zone) }
        if let found, found.session.needsTouch(at: now) { try await site.database.write { try $0.touch(found.session.id, at: now) } }
        return MaybeSignedIn(signedIn: found)
    }

    package func circumstances(of request: WebRequest) -> Circumstances {
        signedIn?.circumstances(of: request) ?? Circumstances(network: request.client)
    }
}

/// Proof that somebody showed in the last five minutes that it is them (`FreshProof`), for changes of how they sign in.
package struct FreshlyProved: Proof {
    package let signedIn: SignedIn

    /// Asks for what is missing, and comes back here. After a form it comes back to the page of the form.
    package static func establish(_ request: WebRequest, in site: IDSite) async throws -> FreshlyProved {
        let found = try await SignedIn.establish(request, in: site)
        try await require(of: found.session, request, in: site, returningTo: request.page)
        return FreshlyProved(signedIn: found)
    }

    /// Throws the way to the proof that is missing, which leads to that page afterwards.
    static func require(of session: Session, _ request: WebRequest, in site: IDSite, returningTo page: String) async throws {
        let now = request.time
        guard try await site.database.read({ try $0.missingProof(in: session, at: now) }) != nil else { return }
        let proof = FreshProofPath.page(returningTo: page)
        throw Answered(request.method == .post ? .redirect(proof, notice: .info("proof.again")) : .redirect(proof))
    }

    package func circumstances(of request: WebRequest) -> Circumstances { signedIn.circumstances(of: request) }
}

extension Session {
    /// Of what its person does in it.
    func circumstances(of request: WebRequest) -> Circumstances {
        Circumstances(network: request.client, session: id, proof: ([acr.rawValue] + amr).joined(separator: " "))
    }
}

extension WebRequest {
    /// Whether somebody who asked to be deleted is signed out to this request, rather than led to the way back: it ends their session, or a
    /// client waits for an answer without any page.
    fileprivate var isAnsweredSignedOut: Bool {
        [CommonPath.signOut.text, OpenIDPath.logout.text].contains(path)
            || (query["prompt"] ?? "").split(separator: " ").contains("none")
    }
}

extension IDSite {
    /// The path of the sign-in, which returns to the requested page. After a form it returns to the page of the form.
    func signInPath(returningTo request: WebRequest) -> Path { SignInPath.address(returningTo: request.page) }
}

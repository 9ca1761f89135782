package import Access
package import Core
internal import Directory
package import Identity
internal import Language
package import OpenID
internal import SQL
package import Web

/// A signed-in person, proved by a valid access token. Its client, grant, session and person were checked for this request.
package struct Caller: Proof {
    package let person: Person
    package let token: AccessToken
    package let client: Client
    /// The person's accounts that are closed to this token, each with what it asks for.
    package let closed: [AccountID: SignInDemand]
    /// How the person signed in.
    let signIn: SignInFacts
    package var id: PersonID { person.id }

    package static func establish(_ request: WebRequest, in site: APISite) async throws -> Caller {
        do { return try await found(request, site) } catch let refusal as BearerRefusal {
            throw refusal.answer(as: .problem, metadata: site.openID.resourceMetadata)
        }
    }

    private static func found(_ request: WebRequest, _ site: APISite) async throws -> Caller {
        let signed = try await site.presentedToken(of: request)
        guard let client = try await site.openID.clients.client(signed.client) else { throw BearerRefusal.invalid }
        let token = signed.narrowed(to: client)
        guard let id = token.person else { throw BearerRefusal.noPerson }
        let directory = site.openID.directory
        let now = request.time
        let found = try await site.database.read { tx -> Found? in
            guard try tx.isLive(token, of: client, directory, at: now), let person = try tx.person(id) else {
                return nil
            }
            let session = try token.session.flatMap { try tx.session($0, at: now) }
            let signIn = SignInFacts(token.proved, in: session)
            let closed = try tx.demands(on: person.id, after: signIn, at: now)
            return Found(person: person, idle: session?.needsTouch(at: now) == true ? session?.id : nil, closed: closed, signIn: signIn)
        }
        guard let found else { throw BearerRefusal.invalid }
        if let idle = found.idle { try await site.database.write { try $0.touch(idle, at: now) } }
        try client.mayManage(token)
        return Caller(person: found.person, token: token, client: client, closed: found.closed, signIn: found.signIn)
    }

    private struct Found: Sendable {
        let person: Person
        let idle: SessionID?
        let closed: [AccountID: SignInDemand]
        let signIn: SignInFacts
    }

    /// The request comes from the client's server, so its network is not the person's.
    package func circumstances(of request: WebRequest) -> Circumstances {
        let proof = [token.context?.rawValue].compactMap(\.self) + token.methods
        return Circumstances(session: token.session, proof: proof.joined(separator: " "), client: client.id.text)
    }
}

extension Client {
    /// Our own products may act for any signed-in person. Other clients need the scope; if they belong to no product, the token must also
    /// name an account.
    fileprivate func mayManage(_ token: AccessToken) throws {
        guard !firstParty else { return }
        guard token.has(Scope.manage) else { throw BearerRefusal.scope(Scope.manage) }
        guard product != nil || token.account != nil else {
            throw Problem(
                status: 403, code: "token-without-account", title: .english("This token is for no account."),
                detail: .english("Ask for one with the authorization parameter account=<id>."))
        }
    }
}

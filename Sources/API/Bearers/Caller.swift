package import Core
package import Identity
package import OpenID
internal import SQL
package import Web

/// A signed-in person, by an access token that stands at this moment: its client, grant, session and person were just looked at.
package struct Caller: Proof {
    package let person: Person
    package let token: AccessToken
    package let client: Client
    package var id: PersonID { person.id }

    package static func establish(_ request: WebRequest, in site: APISite) async throws -> Caller {
        guard let bearer = request.bearerToken else { throw BearerRefusal.missing.answer }
        let token: AccessToken
        do { token = try await site.tokens.token(bearer.exposed, at: request.time) } catch let refusal as BearerRefusal {
            throw refusal.answer
        }
        guard let client = try await site.openID.clients.client(token.client) else { throw BearerRefusal.invalid.answer }
        let (directory, now) = (site.openID.directory, request.time)
        let found = try await site.database.read { tx -> (person: Person, idle: SessionID?)? in
            guard let id = token.person, try tx.isLive(token, of: client, directory, at: now), let person = try tx.person(id) else {
                return nil
            }
            let session = try token.session.flatMap { try tx.session($0, at: now) }
            return (person, session?.needsTouch(at: now) == true ? session?.id : nil)
        }
        guard let found else { throw BearerRefusal.invalid.answer }
        if let idle = found.idle { try await site.database.write { try $0.touch(idle, at: now) } }
        try client.mayManage(token)
        return Caller(person: found.person, token: token, client: client)
    }
}

extension Client {
    /// A product acts for whoever is signed in. Another application only in the account its token was asked for, by name.
    fileprivate func mayManage(_ token: AccessToken) throws {
        guard firstParty || product != nil || token.account != nil else {
            throw Problem(
                status: 403, code: "token-without-account", title: "This token is for no account.",
                detail: "Ask for one with the authorization parameter account=<id>.")
        }
    }
}

extension BearerRefusal {
    /// RFC 6750 section 3.
    var answer: Answered {
        switch self {
        case .missing:
            refused(401, "Bearer", "missing-token", "This address needs an access token.", "Send it as Authorization: Bearer.")
        case .invalid:
            refused(
                401, "Bearer error=\"invalid_token\"", "invalid-token", "This access token is not valid any more.",
                "Get a new one, by a refresh or a new sign-in.")
        case .scope(let scope):
            refused(
                403, "Bearer error=\"insufficient_scope\", scope=\"\(scope)\"", "insufficient-scope",
                "This access token does not have the scope \(scope).", "Get one with that scope.")
        }
    }

    private func refused(_ status: Int, _ challenge: String, _ code: String, _ title: String, _ detail: String) -> Answered {
        Answered(
            .problem(Problem(status: status, code: code, title: title, detail: detail)).with(header: .known("WWW-Authenticate"), challenge))
    }
}

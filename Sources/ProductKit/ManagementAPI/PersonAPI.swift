package import Core
package import Web

/// The management API on behalf of one signed-in person, with the tokens of their session. It calls the API and the sessions; neither of
/// the two calls it or the other.
package struct PersonAPI: Sendable {
    let api: ManagementAPI
    let sessions: SessionKeeper
    let session: ProductSession

    /// Throws a `Problem` with the ID's own words if it refuses. If the session has ended, throws
    /// `Answered` with a redirect to the sign-in.
    @discardableResult
    package func call(_ method: String, _ path: Path, _ body: JSON? = nil) async throws -> JSON {
        do { return try await send(method, path, body) } catch is SessionEnded { throw Answered(.redirect(RelyingPartyPath.signIn)) }
    }

    func send(_ method: String, _ path: Path, _ body: JSON? = nil) async throws -> JSON {
        guard let tokens = try await sessions.tokens(of: session) else { throw SessionEnded() }
        do { return try await api.call(method, path, body, token: tokens.access) } catch is ManagementAPI.Unauthorized {
            guard let renewed = try await sessions.tokens(of: session, stale: tokens.access) else { throw SessionEnded() }
            do { return try await api.call(method, path, body, token: renewed.access) } catch is ManagementAPI.Unauthorized {
                try await sessions.end(session)
                throw SessionEnded()
            }
        }
    }

    /// The items of a list, read page by page, up to a thousand.
    package func all(_ path: Path) async throws -> [JSON] {
        var items: [JSON] = []
        var after: String?
        repeat {
            let page = try await call("GET", path.query([("limit", "100"), ("after", after)]))
            items += page["items"]?.array ?? []
            after = page["next"]?.string
        } while after != nil && items.count < 1000
        return items
    }
}

/// The session ended while it was in use. The person must sign in again.
struct SessionEnded: Error {}

package import Core
internal import Delivery
internal import Language
package import Web

/// The ID's management API over HTTP. It knows tokens, and no sessions.
struct ManagementAPI: Sendable {
    let issuer: String
    let http: any HTTPClient

    /// The ID no longer accepts the access token. It must be refreshed, otherwise the session is over.
    struct Unauthorized: Error {}

    /// RFC 9470 section 3.
    private static let staleSignIn = "insufficient_user_authentication"

    /// Throws `Unauthorized`, or a `Problem` with the ID's own words if it refuses.
    func call(_ method: String, _ path: Path, _ body: JSON? = nil, token: Secret<String>) async throws -> JSON {
        var headers = [("Accept", "application/json"), ("Authorization", "Bearer " + token.exposed)]
        if body != nil { headers.append(("Content-Type", "application/json")) }
        let answer: OutgoingResponse
        do {
            answer = try await http.send(
                OutgoingRequest(method, issuer + path.text, headers: headers.map { (name: $0.0, value: $0.1) }, body: body?.bytes))
        } catch let error as OutgoingHTTPError { throw RelyingPartyError.unreachable(detail: "\(error)") }
        switch answer.status {
        case 200..<300: return answer.body.isEmpty ? .null : try read(answer.body)
        case 401:
            let challenge = answer.header("WWW-Authenticate") ?? ""
            guard challenge.contains(Self.staleSignIn) else { throw Unauthorized() }
            throw FreshProofNeeded(twoFactors: challenge.contains("acr_values="))
        case 400..<500: throw problem(answer)
        default: throw RelyingPartyError.unreachable(detail: "\(method) \(path) answered \(answer.status)")
        }
    }

    private func read(_ bytes: [UInt8]) throws -> JSON {
        do { return try JSON(reading: bytes) } catch { throw Me.unreadable }
    }

    private func problem(_ answer: OutgoingResponse) -> Problem {
        (try? JSON(reading: answer.body)).flatMap { Problem($0, status: answer.status) }
            ?? Problem(status: answer.status, code: "refused", title: "product.refused")
    }
}

extension Problem {
    /// Problem details as the ID writes them (RFC 9457); nil for something else.
    init?(_ json: JSON, status: Int) {
        guard let title = json["title"]?.string else { return nil }
        let fields = (json["errors"]?.array ?? []).compactMap { entry -> FieldError? in
            guard let field = entry["field"]?.string, let message = entry["message"]?.string else { return nil }
            return FieldError(field, Phrase(entry["words"]) ?? .text(message))
        }
        let code = json["type"]?.string?.split(whereSeparator: { $0 == ":" || $0 == "/" }).last.map(String.init) ?? "refused"
        let words = json["words"]
        let detail = json["detail"]?.string.map { Phrase(words?["detail"]) ?? .text($0) }
        self = Problem(status: status, code: code, title: Phrase(words?["title"]) ?? .text(title), detail: detail, fields: fields)
            .about(json["member"]?.string)
    }
}

/// The management API on behalf of one signed-in person, with the tokens of their session. It calls the API and the sessions; neither of
/// the two calls it or the other.
package struct PersonAPI: Sendable {
    let api: ManagementAPI
    let sessions: SessionKeeper
    let session: ProductSession
    /// Answers what asks for a newer sign-in.
    let proving: FreshProofPage

    /// Throws a `Problem` with the ID's own words if it refuses. If the session has ended, throws
    /// `Answered` with a redirect to the sign-in; if the act asks for a newer sign-in, with the page that leads there.
    @discardableResult
    package func call(_ method: String, _ path: Path, _ body: JSON? = nil) async throws -> JSON {
        do { return try await send(method, path, body) } catch is SessionEnded {
            throw Answered(.redirect(RelyingPartyPath.signIn))
        } catch let need as FreshProofNeeded { throw try await Answered(proving.response(need, for: session)) }
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

/// The ID asks for a newer sign-in before this act.
struct FreshProofNeeded: Error {
    /// Whether with two factors.
    let twoFactors: Bool
}

/// The session ended while it was in use. The person must sign in again.
struct SessionEnded: Error {}

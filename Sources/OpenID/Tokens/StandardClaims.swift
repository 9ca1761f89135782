internal import Core
internal import JOSE

/// The claims about a person that the scopes `profile` and `email` cover (OpenID Connect Core sections 5.1 and 5.4).
enum StandardClaims {
    static let profile = ["name", "given_name", "family_name", "preferred_username", "locale", "zoneinfo", "updated_at"]
    static let email = ["email", "email_verified"]
    static let all = profile + email

    /// The claims that the scopes cover.
    static func covered(by scopes: [String]) -> Set<String> {
        Set((scopes.contains(Scope.profile) ? profile : []) + (scopes.contains(Scope.email) ? email : []))
    }

    /// Adds those of the claims that are known of the person.
    static func add(_ names: Set<String>, of subject: Subject, to writer: inout JSONWriter) {
        let words = (subject.name ?? "").split(separator: " ")
        for name in all where names.contains(name) {
            switch name {
            case "name": writer.add("name", subject.name)
            // Whoever has one name has no family name. Most clients show only `name`.
            case "given_name": if words.count > 1 { writer.add("given_name", words.dropLast().joined(separator: " ")) }
            case "family_name": if words.count > 1 { writer.add("family_name", words.last.map(String.init)) }
            case "preferred_username": writer.add("preferred_username", subject.email)
            case "locale": writer.add("locale", subject.locale?.replacing("_", with: "-"))
            case "zoneinfo": writer.add("zoneinfo", subject.zoneinfo)
            case "updated_at": if let updated = subject.updatedAt { writer.add("updated_at", updated.seconds) }
            case "email": writer.add("email", subject.email)
            default: if subject.email != nil { writer.add("email_verified", subject.emailVerified) }
            }
        }
    }
}

/// What the `claims` parameter of an authorization request asks for (OpenID Connect Core section 5.5). Claims that we do not know, and values
/// that are wanted of one, are ignored, as the specification says of voluntary claims.
struct ClaimsRequest {
    let idToken: [String]

    /// Throws `invalid_request` for a text that is not such an object.
    init(_ text: String) throws(OAuthError) {
        guard text.utf8.count <= 4096, let json = try? JSONValue(parsing: Array(text.utf8)), json.object != nil else {
            throw OAuthError(.invalidRequest, "claims is not a JSON object of at most 4,096 bytes.")
        }
        for member in ["userinfo", "id_token"] {
            if let value = json[member], value.object == nil {
                throw OAuthError(.invalidRequest, "claims has a “\(member)” that is no object.")
            }
        }
        let asked = json["id_token"]?.object?.keys.map { $0 } ?? []
        idToken = StandardClaims.all.filter(asked.contains)
    }
}

/// `claims` must be what the specification says it is.
struct ClaimsParameter: AuthorizationRule {
    func check(_ draft: AuthorizationDraft) throws(OAuthError) {
        if let text = draft.parameters["claims"] { _ = try ClaimsRequest(text) }
    }
}

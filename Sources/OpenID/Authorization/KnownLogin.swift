package import Core
internal import JOSE
internal import SQL

/// A product's word, in the authorization request, that this browser or its network signed a login in before. It is signed, so that nobody else
/// can say so, and it opens nothing: during a move it tells the person's own tries from those of strangers.
package enum KnownLogin {
    package static let parameter = "rollout_known"
    private static let use = TokenUse(type: "JWT", typeMayBeMissing: true, algorithms: [.es256, .rs256, .edDSA])

    fileprivate static func login(_ text: String, of client: Client, issuer: String, at now: Timestamp) -> String? {
        guard let keys = client.assertionKeys.flatMap({ try? KeySet(jwks: JSONValue(parsing: Array($0.utf8))) }),
            let claims = try? TokenCheck(use, issuer: client.id.text, audience: issuer).claims(of: text, keys: keys, at: now),
            claims["known"]?.bool == true
        else { return nil }
        return claims.text("sub")
    }
}

extension OpenIDProvider {
    /// The login of which the request's client says so; nil where none does.
    package func knownLogin(in request: Parameters, at now: Timestamp) async -> String? {
        guard let text = request[KnownLogin.parameter], let id = request["client_id"].flatMap({ ClientID($0) }),
            let client = try? await clients.client(id), client.revokedAt == nil
        else { return nil }
        return KnownLogin.login(text, of: client, issuer: issuer, at: now)
    }
}

package import Core
internal import SQL

/// The credentials of a client at the token endpoint (RFC 6749 section 2.3): `client_secret_basic`, `client_secret_post`, `private_key_jwt`
/// (RFC 7523 section 2.2), or only the id for a public client. A request may use only one method.
package struct ClientCredentials: Sendable {
    package let id: String
    package let secret: Secret<String>?
    /// A token that the client signed; nil for another method.
    package let assertion: String?
    /// Whether they came in the Authorization header; then a refusal contains a challenge (RFC 6749 section 5.2).
    package let byHeader: Bool

    /// Throws `invalid_request` for two methods at once, `invalid_client` for an unreadable header or missing credentials.
    package init(authorization: String?, parameters: Parameters) throws(OAuthError) {
        assertion = parameters["client_assertion"]
        if let assertion {
            guard parameters["client_assertion_type"] == Self.assertionType else {
                throw OAuthError(.invalidRequest, "client_assertion_type is \(Self.assertionType).")
            }
            guard authorization == nil, parameters["client_secret"] == nil else {
                throw OAuthError(.invalidRequest, "Use one way to say which client is asking, not several.")
            }
            guard let id = parameters["client_id"] ?? ClientAssertion.claimedClient(of: assertion) else {
                throw OAuthError(.invalidClient, "The assertion is not readable.")
            }
            self.id = id
            secret = nil
            byHeader = false
            return
        }
        guard let authorization else {
            guard let id = parameters["client_id"] else { throw OAuthError(.invalidClient, "Say which client is asking.") }
            self.id = id
            byHeader = false
            secret = parameters["client_secret"].map(Secret.init)
            return
        }
        guard parameters["client_secret"] == nil else {
            throw OAuthError(.invalidRequest, "Use the Authorization header or client_secret, not both.")
        }
        let bytes = authorization.utf8
        guard bytes.prefix(6).elementsEqual("basic ".utf8, by: { $0 | 32 == $1 }), let pair = Self.decoded(Array(bytes.dropFirst(6))),
            let colon = pair.firstIndex(of: UInt8(ascii: ":")), let id = PercentCoding.decode(pair[..<colon], plusIsSpace: true),
            let secret = PercentCoding.decode(pair[(colon + 1)...], plusIsSpace: true)
        else { throw OAuthError(.invalidClient, "The Authorization header is not readable as Basic.") }
        if let other = parameters["client_id"], other != id {
            throw OAuthError(.invalidRequest, "client_id and the Authorization header name different clients.")
        }
        self.id = id
        // RFC 6749 section 2.3.1: an empty secret is as good as none. oidc-agent names a public client so.
        self.secret = secret.isEmpty ? nil : Secret(secret)
        byHeader = true
    }

    /// RFC 7523 section 2.2.
    package static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    /// Decodes Base64 with padding (RFC 7617); nil for anything else.
    private static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count % 4 == 0, (4...1024).contains(bytes.count) else { return nil }
        let padding = bytes.suffix(2).count { $0 == UInt8(ascii: "=") }
        var plain = bytes.dropLast(padding)
        for index in plain.indices {
            switch plain[index] {
            case UInt8(ascii: "+"): plain[index] = UInt8(ascii: "-")
            case UInt8(ascii: "/"): plain[index] = UInt8(ascii: "_")
            case UInt8(ascii: "-"), UInt8(ascii: "_"): return nil
            default: break
            }
        }
        return Base64URL.decode(String(decoding: plain, as: UTF8.self))
    }
}

extension OpenIDProvider {
    /// Keeps what a client was refused, whether it proved who it is or not, for whoever connects it.
    package func note(
        _ error: OAuthError, _ parameters: Parameters, _ authorization: String?, at endpoint: Path, at now: Timestamp
    ) async {
        let credentials = try? ClientCredentials(authorization: authorization, parameters: parameters)
        // A failure to read the client is none of the one that asks: it is told its error all the same.
        guard let id = (credentials?.id ?? parameters["client_id"]).flatMap({ ClientID($0) }), (try? await clients.client(id)) != nil else {
            return
        }
        await clientErrors.note(error, of: id, at: endpoint, in: database, at: now)
    }

    /// Checks the credentials and returns the client. Throws `invalid_client`, or `SQLError`.
    ///
    /// Cost: for a secret one SHA-256, for an assertion a signature checked and a commit, because it counts once.
    package func authenticated(_ credentials: ClientCredentials, at now: Timestamp) async throws -> Client {
        let refusal = OAuthError(.invalidClient, "The client is unknown, or what it shows of itself is wrong.")
        guard let id = ClientID(credentials.id), let client = try await clients.client(id), !client.isOver(at: now) else { throw refusal }
        switch (client.kind, credentials.secret, credentials.assertion) {
        case (.confidential, let secret?, nil): guard client.accepts(secret: secret.exposed, at: now) else { throw refusal }
        case (.confidential, nil, let text?):
            let assertion = try ClientAssertion(text, of: client, issuer: issuer, at: now)
            guard try await database.write({ try $0.use(assertion.id, until: assertion.expiresAt) }) else {
                throw OAuthError(.invalidClient, "The assertion was used before.")
            }
        case (.public, nil, nil): break
        default: throw refusal
        }
        return client
    }
}

extension Transaction {
    /// Notes that a token that counts once was used. Returns false if it was before.
    func use(_ hash: TokenHash, until expiry: Timestamp) throws -> Bool {
        try run(
            "INSERT INTO used_assertions (hash, expires_at) VALUES (\(hash.bytes), \(expiry)) ON CONFLICT (hash) DO NOTHING") == 1
    }
}

internal import Core
internal import JOSE

/// A product's word, signed with its own key, that somebody signed in with it by a login of its own (RFC 7523 section 3).
struct Assertion: Sendable {
    /// The id of the person, as the product got it from the list of its logins.
    let subject: PersonID
    let id: TokenHash
    let expiresAt: Timestamp
    let authenticatedAt: Timestamp
    /// RFC 8176.
    let methods: [String]
    /// The time step of the one-time code (RFC 6238) that the product accepted, so that it counts at no other door; nil for none.
    let oneTimeStep: Int64?

    /// How long one counts at most. It is made for one request.
    static let longest = Duration.seconds(60)
    private static let use = TokenUse(type: "JWT", typeMayBeMissing: true, algorithms: [.es256, .rs256, .edDSA])

    /// Throws `invalid_grant` for anything but an assertion of this client for this server alone, not used up in time.
    init(_ text: String, of client: Client, issuer: String, at now: Timestamp) throws(OAuthError) {
        guard let keys = client.keySet else {
            throw OAuthError(.unauthorizedClient, "This client has no key for assertions.")
        }
        let claims: TokenClaims
        do {
            claims = try TokenCheck(Self.use, issuer: client.id.text, audience: issuer).claims(of: text, keys: keys, at: now)
        } catch { throw OAuthError(.invalidGrant, "The assertion is not readable, not signed by this client, or its time is over.") }
        guard claims.texts("aud") == [issuer] else { throw OAuthError(.invalidGrant, "aud is this server's issuer and nothing else.") }
        guard let expiry = claims.time("exp"), expiry <= now + Self.longest else {
            throw OAuthError(.invalidGrant, "exp is at most 60 seconds away.")
        }
        guard let id = claims.text("jti"), (1...256).contains(id.utf8.count) else { throw OAuthError(.invalidGrant, "jti is missing.") }
        guard let subject = claims.text("sub").flatMap({ PersonID($0) }) else {
            throw OAuthError(.invalidGrant, "sub is no login of this product.")
        }
        guard let signedIn = claims.time("auth_time"), (now - .days(31)...now + .seconds(60)).contains(signedIn) else {
            throw OAuthError(.invalidGrant, "auth_time says when the person signed in, at most 31 days ago.")
        }
        guard let methods = claims["amr"]?.array?.map(\.string), (1...8).contains(methods.count),
            methods.allSatisfy({ $0.map(Self.known.contains) ?? false })
        else { throw OAuthError(.invalidGrant, "amr is a list of what was proved, by the names of RFC 8176.") }
        self.subject = subject
        self.id = TokenHash(client.id.text + " " + id, purpose: .assertion)
        self.methods = methods.compactMap(\.self)
        oneTimeStep = claims["otp_step"]?.integer
        expiresAt = expiry
        authenticatedAt = signedIn
    }

    /// RFC 8176 section 2.
    private static let known: Set = [
        "face", "fpt", "geo", "hwk", "iris", "kba", "mca", "mfa", "otp", "pin", "pop", "pwd", "rba", "sc", "sms", "swk", "tel", "user",
        "vbm",
        "wia",
    ]

    /// Two factors where the product proved a second one beside the password.
    var context: AuthenticationContext { methods.contains("mfa") && methods.count > 2 ? .twoFactors : .oneFactor }
}

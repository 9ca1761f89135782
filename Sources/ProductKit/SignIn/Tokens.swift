internal import Core
internal import Web

/// The response of the token endpoint (RFC 6749 section 5.1).
struct Tokens: Sendable {
    var access: Secret<String>
    var accessExpires: Timestamp
    var refresh: Secret<String>?
    var idToken: Secret<String>?
    /// What the product proved itself, in place of a refresh token.
    var own: OwnSignIn?

    /// Tokens that are still to be had.
    init(waitingFor own: OwnSignIn, at now: Timestamp) {
        access = Secret("")
        accessExpires = now
        self.own = own
    }

    init?(answer json: JSON, at now: Timestamp) {
        guard let access = json["access_token"]?.string, json["token_type"]?.string?.lowercased() == "bearer" else { return nil }
        self.access = Secret(access)
        accessExpires = now + .seconds(max(0, min(json["expires_in"]?.integer ?? 60, 86400)))
        refresh = json["refresh_token"]?.string.map { Secret($0) }
        idToken = json["id_token"]?.string.map { Secret($0) }
    }

    /// The tokens as they are stored in a session: sealed.
    func sealed(by keyring: Keyring) throws -> [UInt8] {
        let json: JSON = [
            "access": .string(access.exposed), "expires": .integer(accessExpires.milliseconds), "refresh": .text(refresh?.exposed),
            "id": .text(idToken?.exposed), "own": own?.json ?? .null,
        ]
        return try keyring.seal(json.bytes, purpose: Self.purpose)
    }

    init(sealed: [UInt8], keyring: Keyring) throws {
        let json = try JSON(reading: keyring.open(sealed, purpose: Self.purpose))
        guard let access = json["access"]?.string, let expires = json["expires"]?.integer else { throw SealedValueUnreadable() }
        self.access = Secret(access)
        accessExpires = Timestamp(milliseconds: expires)
        refresh = json["refresh"]?.string.map { Secret($0) }
        idToken = json["id"]?.string.map { Secret($0) }
        own = OwnSignIn(json["own"])
    }

    private static let purpose = "product-tokens"
}

/// The sealed value was made by an earlier version of this program, or it is damaged.
struct SealedValueUnreadable: Error {}

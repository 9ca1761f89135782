internal import Core
internal import Identity
internal import Web

/// What a page asks the browser for (Web Authentication Level 3, sections 5.4 and 5.5), as JSON.
enum PasskeyOptions {
    /// Five minutes; the browser may take another time.
    private static let timeout: JSON = 300_000

    /// Any passkey of this site: the person chooses.
    static func signIn(_ challenge: WebAuthnChallenge, relyingParty: String) -> JSON {
        [
            "challenge": .string(Base64URL.encode(challenge.bytes)), "rpId": .string(relyingParty), "timeout": timeout,
            "userVerification": "required",
        ]
    }

    /// One of these, which are all of one site.
    static func factor(_ challenge: WebAuthnChallenge, _ keys: [Passkey], relyingParty: String, verifying: Bool) -> JSON {
        [
            "challenge": .string(Base64URL.encode(challenge.bytes)), "rpId": .string(relyingParty), "timeout": timeout,
            "userVerification": verifying ? "required" : "discouraged", "allowCredentials": .array(keys.map(descriptor)),
        ]
    }

    /// A new passkey or security key of the person, on an authenticator that has none of theirs.
    static func registration(
        _ challenge: WebAuthnChallenge, _ kind: Passkey.Kind, of person: Person, address: String, besides keys: [Passkey],
        relyingParty: String
    ) -> JSON {
        let isPasskey = kind == .passkey
        return [
            "challenge": .string(Base64URL.encode(challenge.bytes)),
            "rp": ["id": .string(relyingParty), "name": .string(Brand.id.name)],
            "user": [
                "id": .string(Base64URL.encode(Array(person.id.text.utf8))), "name": .string(address),
                "displayName": .string(person.name),
            ],
            "pubKeyCredParams": .array(
                Passkey.algorithms.map { ["type": "public-key", "alg": .integer(Int64($0))] as JSON }),
            "timeout": timeout, "attestation": "none",
            "excludeCredentials": .array(keys.filter { $0.relyingParty == relyingParty }.map(descriptor)),
            "authenticatorSelection": [
                "residentKey": isPasskey ? "required" : "discouraged", "requireResidentKey": .bool(isPasskey),
                "userVerification": isPasskey ? "required" : "discouraged",
            ],
        ]
    }

    private static func descriptor(_ key: Passkey) -> JSON {
        [
            "type": "public-key", "id": .string(Base64URL.encode(key.credentialID)),
            "transports": .array(key.transports.map { .string($0) }),
        ]
    }
}

internal import Core

/// The answer to `navigator.credentials.create` (section 5.2.1).
package struct Registration: Sendable {
    private let client: ClientData
    private let authenticator: AuthenticatorData

    /// A credential that was made for a person.
    package struct Credential: Sendable, Equatable {
        package let id: [UInt8]
        /// A COSE_Key, for `PublicKey(cose:)`.
        package let publicKey: [UInt8]
        package let counter: UInt32
        /// Whether it may exist on several devices. It never changes.
        package let isBackupEligible: Bool
        package let isBackedUp: Bool
        /// Whether the authenticator verified the person.
        package let isUserVerified: Bool
        /// The model of the authenticator; zero if it does not tell.
        package let aaguid: [UInt8]
    }

    /// Reads the answer. The attestation statement is not looked at: what it says about the authenticator's maker decides nothing here.
    package init(clientDataJSON: [UInt8], attestationObject: [UInt8]) throws(WebAuthnRefusal) {
        client = try ClientData(clientDataJSON)
        let attestation = try CBOR(attestationObject)
        guard let data = attestation["authData"]?.bytes, attestation["fmt"]?.text != nil, case .map = attestation["attStmt"] else {
            throw .malformed("the attestation object")
        }
        authenticator = try AuthenticatorData(data)
    }

    /// The new credential, if the answer is the one that was asked for (section 7.1).
    package func credential(for ceremony: Ceremony) throws(WebAuthnRefusal) -> Credential {
        try ceremony.judge(client, authenticator, type: "webauthn.create")
        guard let attested = authenticator.attested else { throw .malformed("no credential") }
        _ = try PublicKey(cose: attested.publicKey)
        return Credential(
            id: attested.id, publicKey: attested.publicKey, counter: authenticator.counter,
            isBackupEligible: authenticator.flags.contains(.backupEligible), isBackedUp: authenticator.flags.contains(.backedUp),
            isUserVerified: authenticator.flags.contains(.userVerified), aaguid: attested.aaguid)
    }
}

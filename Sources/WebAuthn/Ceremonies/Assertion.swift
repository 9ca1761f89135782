internal import Core
internal import Crypto

/// The answer to `navigator.credentials.get` (section 5.2.2).
package struct Assertion: Sendable {
    private let client: ClientData
    private let authenticator: AuthenticatorData
    private let signed: [UInt8]
    private let signature: [UInt8]

    /// A credential as it was stored.
    package struct Known: Sendable {
        let publicKey: [UInt8]
        let counter: UInt32
        let isBackupEligible: Bool?

        /// `isBackupEligible` is nil for a credential that came in without this flag; its first use tells.
        package init(publicKey: [UInt8], counter: UInt32, isBackupEligible: Bool?) {
            self.publicKey = publicKey
            self.counter = counter
            self.isBackupEligible = isBackupEligible
        }
    }

    /// What the use of a credential tells about it.
    package struct Use: Sendable, Equatable {
        package let counter: UInt32
        package let isBackupEligible: Bool
        package let isBackedUp: Bool
        package let isUserVerified: Bool
    }

    package init(clientDataJSON: [UInt8], authenticatorData: [UInt8], signature: [UInt8]) throws(WebAuthnRefusal) {
        client = try ClientData(clientDataJSON)
        authenticator = try AuthenticatorData(authenticatorData)
        signed = authenticatorData + Array(SHA256.hash(data: clientDataJSON))
        self.signature = signature
    }

    /// The use of the credential, if the answer is the one that was asked for (section 7.2). The signature is checked before what is said of
    /// the credential, so that `.counter` and `.backup` come from whoever holds its key.
    package func use(of credential: Known, for ceremony: Ceremony) throws(WebAuthnRefusal) -> Use {
        try ceremony.judge(client, authenticator, type: "webauthn.get")
        guard try PublicKey(cose: credential.publicKey).isValid(signature, for: signed) else { throw .signature }
        let flags = authenticator.flags
        let isEligible = flags.contains(.backupEligible)
        if let known = credential.isBackupEligible, known != isEligible { throw .backup }
        // Copies of one key on several devices count each for itself.
        if !isEligible, authenticator.counter > 0 || credential.counter > 0, authenticator.counter <= credential.counter { throw .counter }
        return Use(
            counter: authenticator.counter, isBackupEligible: isEligible, isBackedUp: flags.contains(.backedUp),
            isUserVerified: flags.contains(.userVerified))
    }
}

/// What a browser sends of an assertion (`AuthenticatorAssertionResponse`), with its bytes decoded.
package struct PasskeyAnswer: Sendable {
    package let credentialID: [UInt8]
    package let challenge: [UInt8]
    package let clientDataJSON: [UInt8]
    package let authenticatorData: [UInt8]
    package let signature: [UInt8]

    /// `challenge` is the one that the page asked with, as its form sends it back.
    package init(credentialID: [UInt8], challenge: [UInt8], clientDataJSON: [UInt8], authenticatorData: [UInt8], signature: [UInt8]) {
        self.credentialID = credentialID
        self.challenge = challenge
        self.clientDataJSON = clientDataJSON
        self.authenticatorData = authenticatorData
        self.signature = signature
    }
}

/// What a browser sends of a registration (`AuthenticatorAttestationResponse`), with its bytes decoded.
package struct PasskeyCreation: Sendable {
    package let challenge: [UInt8]
    package let clientDataJSON: [UInt8]
    package let attestationObject: [UInt8]

    package init(challenge: [UInt8], clientDataJSON: [UInt8], attestationObject: [UInt8]) {
        self.challenge = challenge
        self.clientDataJSON = clientDataJSON
        self.attestationObject = attestationObject
    }
}

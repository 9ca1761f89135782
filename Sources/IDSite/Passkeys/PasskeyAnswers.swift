internal import Core
package import Identity
package import Web

extension PasskeyAnswer {
    /// The answer in a form of `PasskeyForm`; nil if a part is missing or is not base64url.
    package init?(_ form: Values) {
        guard let credential = form.decoded("credential"), let challenge = form.decoded("challenge"),
            let client = form.decoded("client_data"), let data = form.decoded("authenticator_data"),
            let signature = form.decoded("signature")
        else { return nil }
        self.init(
            credentialID: credential, challenge: challenge, clientDataJSON: client, authenticatorData: data, signature: signature)
    }
}

extension PasskeyCreation {
    /// The answer in a form of `PasskeyForm`; nil if a part is missing or is not base64url.
    init?(_ form: Values) {
        guard let challenge = form.decoded("challenge"), let client = form.decoded("client_data"),
            let attestation = form.decoded("attestation")
        else { return nil }
        self.init(challenge: challenge, clientDataJSON: client, attestationObject: attestation)
    }
}

extension Values {
    fileprivate func decoded(_ field: String) -> [UInt8]? {
        guard let text = self[field], !text.isEmpty else { return nil }
        return Base64URL.decode(text)
    }
}

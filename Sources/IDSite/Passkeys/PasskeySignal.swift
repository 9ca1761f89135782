internal import Core
internal import Identity
internal import Web

/// What the browser is told about the passkeys it keeps (Web Authentication Level 3 section 5.1.10): passkey.js passes it on.
enum PasskeySignal {
    /// The passkeys that there are, and how their owner is called.
    static func known(_ keys: [Passkey], of person: Person, address: String, relyingParty: String) -> HTML {
        let user = JSON.string(Base64URL.encode(Array(person.id.text.utf8)))
        let own = keys.filter { $0.relyingParty == relyingParty }.map { JSON.string(Base64URL.encode($0.credentialID)) }
        return element([
            "signalAllAcceptedCredentials": ["rpId": .string(relyingParty), "userId": user, "allAcceptedCredentialIds": .array(own)],
            "signalCurrentUserDetails": [
                "rpId": .string(relyingParty), "userId": user, "name": .string(address), "displayName": .string(person.name),
            ],
        ])
    }

    /// A passkey that was just tried and opens nothing here.
    static func unknown(_ frame: SignInFrame) -> HTML {
        guard let party = frame.site.steps.passkeys.relyingParty, let credential = frame.request.query[SignInPath.unknownPasskey],
            credential.utf8.count < 1400, Base64URL.decode(credential) != nil
        else { return "" }
        return element(["signalUnknownCredential": ["rpId": .string(party), "credentialId": .string(credential)]])
    }

    private static func element(_ signals: JSON) -> HTML {
        "<div hidden\(attribute: "data-signal", String(decoding: signals.bytes, as: UTF8.self))></div>"
    }
}

extension IDSite {
    /// The browser's value that a challenge is made for, and the cookie that keeps it.
    func passkeyBrowser(_ request: WebRequest) -> (value: String, cookie: SetCookie) {
        let value = signInBrowser(request) ?? SystemRandom().token().exposed
        return (value, SetCookie(IDSite.signInCookie, value, for: SignIn.remembered))
    }
}

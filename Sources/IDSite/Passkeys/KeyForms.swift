package import Core
package import Identity
internal import Language
package import Web

/// The buttons that ask for a key after the password: one for each site that the person has keys of, the ID itself and old products.
package struct KeyForms: Component {
    package let html: HTML

    /// `fields` are sent along. Throws if the keyring cannot seal.
    package init(
        _ keys: [Passkey], for purpose: WebAuthnChallenge.Purpose, _ action: Path, _ request: WebRequest, site: IDSite,
        isOnlyWay: Bool, fields: HTML = ""
    ) throws {
        let own = site.steps.passkeys.relyingParty
        html = HTML.join(
            try Dictionary(grouping: keys, by: \.relyingParty).sorted { $0.key < $1.key }.map { party, keys in
                let challenge = try WebAuthnChallenge(for: purpose, site.keyring, at: site.clock.now())
                let title: Phrase =
                    party == own
                    ? (isOnlyWay ? "passkey.factor-use" : "passkey.factor-use-passkey")
                    : Phrase(isOnlyWay ? "passkey.factor-use-old-only" : "passkey.factor-use-old", ["domain": party])
                return PasskeyForm(
                    .get, action, request, options: PasskeyOptions.factor(challenge, keys, relyingParty: party),
                    note: "passkey.factor-wrong", content: "\(fields)\(Button(title, isOnlyWay ? .primary : .plain))"
                ).html
            })
    }
}

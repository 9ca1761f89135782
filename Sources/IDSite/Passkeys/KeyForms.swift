package import Core
package import Identity
internal import Language
package import Web

/// The buttons that ask for a key after the password: one for each site that the person has keys of, the ID itself and old products.
package struct KeyForms: Component {
    /// Whether nothing else can be used.
    package var isOnlyWay = false
    /// Fields that are sent along.
    package var fields = HTML()
    private let asked: [(party: String, options: JSON)]
    private let action: Path
    private let request: WebRequest
    private let own: String?
    private let kinds: Set<Passkey.Kind>

    /// `verifying` asks the authenticator to verify the person, which makes a passkey enough alone. Throws if the keyring cannot seal.
    package init(
        _ keys: [Passkey], for purpose: WebAuthnChallenge.Purpose, _ action: Path, _ request: WebRequest, site: IDSite,
        verifying: Bool = false
    ) throws {
        self.action = action
        self.request = request
        kinds = Set(keys.map(\.kind))
        own = site.steps.passkeys.relyingParty
        asked = try Dictionary(grouping: keys, by: \.relyingParty).sorted { $0.key < $1.key }.map { party, keys in
            let challenge = try WebAuthnChallenge(for: purpose, site.keyring, at: site.clock.now())
            return (party, PasskeyOptions.factor(challenge, keys, relyingParty: party, verifying: verifying))
        }
    }

    package var html: HTML {
        HTML.join(
            asked.map { party, options in
                PasskeyForm(
                    .get, action, request, options: options, note: "passkey.factor-wrong",
                    content: "\(fields)\(Button(title(party), isOnlyWay ? .primary : .plain))"
                ).html
            })
    }

    private func title(_ party: String) -> Phrase {
        guard party == own else {
            return Phrase(isOnlyWay ? "passkey.factor-use-old-only" : "passkey.factor-use-old", ["domain": party])
        }
        guard isOnlyWay else { return "passkey.factor-use-passkey" }
        if kinds == [.passkey] { return "passkey.use" }
        return kinds == [.securityKey] ? "passkey.factor-use" : "passkey.factor-use-any"
    }
}

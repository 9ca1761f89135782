internal import Core
internal import WebAuthn

/// For whom passkeys are made and asked for here.
package struct PasskeySite: Sendable {
    /// The RP id of new passkeys: a domain, the ID's host unless configured. nil where there can be none: on an IP address.
    package let relyingParty: String?
    /// The ID's origin, the only one whose pages ask.
    package let origin: String

    /// `host` is that of the origin. nil for a wanted RP id that is neither the host nor a domain that it belongs to.
    package init?(wanted: String?, host: String, origin: String) {
        let isAddress = host.hasPrefix("[") || host.allSatisfy { $0.isNumber || $0 == "." }
        if let wanted, isAddress || (host != wanted && !host.hasSuffix("." + wanted)) { return nil }
        relyingParty = isAddress ? nil : wanted ?? host
        self.origin = origin
    }

    func ceremony(
        _ challenge: WebAuthnChallenge, relyingParty: String, _ userVerification: Ceremony.UserVerification
    ) -> Ceremony {
        Ceremony(
            relyingParty: relyingParty, origins: [origin], challenge: challenge.bytes, userVerification: userVerification)
    }
}

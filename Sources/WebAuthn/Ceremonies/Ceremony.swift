internal import Core
internal import Crypto

/// What is expected of an answer: who asked, from which pages, with which challenge, and how sure it must be of the person.
package struct Ceremony: Sendable {
    /// The RP id, a domain (section 4).
    let relyingParty: String
    /// The origins of the pages that may ask.
    let origins: Set<String>
    let challenge: [UInt8]
    let userVerification: UserVerification

    package enum UserVerification: String, Sendable { case required, preferred, discouraged }

    package init(relyingParty: String, origins: Set<String>, challenge: [UInt8], userVerification: UserVerification) {
        self.relyingParty = relyingParty
        self.origins = origins
        self.challenge = challenge
        self.userVerification = userVerification
    }

    /// Judges what both ceremonies have (sections 7.1 and 7.2): type, challenge, origin, RP id, presence, verification and backup flags.
    func judge(_ client: ClientData, _ authenticator: AuthenticatorData, type: String) throws(WebAuthnRefusal) {
        guard client.type == type else { throw .type }
        guard constantTimeEqual(client.challenge, challenge) else { throw .challenge }
        guard origins.contains(client.origin) else { throw .origin(client.origin) }
        guard !client.isCrossOrigin else { throw .embedded }
        guard authenticator.relyingPartyHash == Array(SHA256.hash(data: Array(relyingParty.utf8))) else { throw .relyingParty }
        let flags = authenticator.flags
        guard flags.contains(.userPresent) else { throw .userPresence }
        guard userVerification != .required || flags.contains(.userVerified) else { throw .userVerification }
        guard flags.contains(.backupEligible) || !flags.contains(.backedUp) else { throw .backup }
    }
}

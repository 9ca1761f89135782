// WebAuthn reads and judges what authenticators and browsers answer (Web Authentication Level 3): registrations and assertions. It stores
// nothing: challenges, credentials and their owners belong to Identity.

/// Why an answer of an authenticator does not count. For logs and tests; a page tells only what to do.
package enum WebAuthnRefusal: Error, Sendable, Equatable {
    /// Not in the form of the specification; the reason in a few words.
    case malformed(String)
    /// A registration was answered where an assertion was asked for, or the other way.
    case type
    case challenge
    case origin(String)
    /// The page was embedded in another site's.
    case embedded
    case relyingParty
    /// Nobody touched the authenticator.
    case userPresence
    /// The authenticator did not verify who touched it.
    case userVerification
    /// The key is of an algorithm that was not offered (COSE's number).
    case algorithm(Int)
    case key
    case signature
    /// Backed up, but not eligible for it; or the eligibility is another than at the registration.
    case backup
    /// The counter of a key that exists once went back: there are two of it.
    case counter
    case credentialID
}

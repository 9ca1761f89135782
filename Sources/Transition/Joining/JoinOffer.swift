package import Core
package import Identity

/// Another login with an address of the signed-in person. It may belong to the same person, who must prove both logins to join them.
package struct JoinOffer: Sendable, Equatable {
    package let sibling: Person
    /// The address that both logins have, as written in the signed-in person's login.
    package let address: EmailAddress
    /// The products that the other login belongs to.
    package let products: [String]
    /// The proofs that are still needed before the two can be joined; empty when both are proved.
    package let missing: [MissingProof]
}

/// A proof that has not been given in this session.
package enum MissingProof: Sendable, Equatable {
    case password(of: PersonID)
    /// Any one of the person's second factors, or of their passkeys and security keys.
    case secondFactor(of: PersonID, choices: [SecondFactor], keys: [Passkey])
}

package enum JoinRefusal: Error, Sendable, Equatable {
    /// The other login is not offered, or no longer offered.
    case notOffered
    case unproved([MissingProof])
    /// The other login was suspended here. Only the operator can decide about it.
    case suspended
}

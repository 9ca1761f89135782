package import Core
package import Identity

/// Another login with an address of the signed-in person, which may be the same person: for whoever proves both.
package struct JoinOffer: Sendable, Equatable {
    package let sibling: Person
    /// The address that both have, as it is written here.
    package let address: EmailAddress
    /// The products whose login it is.
    package let products: [String]
    /// What has to be proved before the two can be joined; empty once all is.
    package let missing: [MissingProof]
}

/// A proof that this session lacks.
package enum MissingProof: Sendable, Equatable {
    case password(of: PersonID)
    /// Any one of the person's second factors.
    case secondFactor(of: PersonID, choices: [SecondFactor])
}

package enum JoinRefusal: Error, Sendable, Equatable {
    /// There is no such other login, or no longer.
    case notOffered
    case unproved([MissingProof])
    /// The other login was suspended here; only the operator can say what becomes of it.
    case suspended
}

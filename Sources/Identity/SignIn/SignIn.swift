package import Core

/// A sign-in under way: what was given and proved so far. A browser holds its token; the stage is kept here, so that nobody can skip one.
package struct SignIn: Sendable, Equatable {
    package let stage: Stage
    /// A path on this server, validated by whoever began it.
    package let returnTo: String
    /// The product that asks for the sign-in.
    package let product: String?
    /// As it was written.
    package let address: String
    /// Who gave the right password.
    package let personID: PersonID?
    /// Other logins of the same address that the password fitted too.
    package let alsoProved: [PersonID]
    /// The second factor that is being asked for.
    package let factorID: SecondFactorID?
    package let expiresAt: Timestamp
    /// No password given in it is older. What was proved counts from here on: it may have been changed before the second factor came.
    var begunAt: Timestamp { expiresAt - SignIn.lifetime }

    package enum Stage: String, Sendable {
        case password
        case secondFactor = "second-factor"
        case done
    }

    package static let lifetime: Duration = .minutes(15)
    /// How many of one network may be under way, so that nobody fills the table (threats.md, 12).
    package static let mostOfNetwork = 1000
}

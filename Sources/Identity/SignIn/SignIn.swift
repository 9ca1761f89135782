package import Core

/// A running sign-in: what was entered and proved so far. A browser has its token; the stage is stored here, so that nobody can skip one.
package struct SignIn: Sendable, Equatable {
    package let stage: Stage
    /// A path on this server, validated by the code that began the sign-in.
    package let returnTo: String
    /// Who asks for the sign-in; nil if nobody does, because the person opened it without one.
    package let party: AskingParty?
    /// The e-mail address, or the name of an old product, as it was entered.
    package let address: String
    /// The form in which two entries are one.
    var canonicalAddress: String { EmailAddress(existing: address)?.canonical ?? LoginName(address)?.canonical ?? address }
    /// The person whose password was right.
    package let personID: PersonID?
    /// Other logins of the same address that the same password matches.
    package let alsoProved: [PersonID]
    /// The second factor that is being asked for.
    package let factorID: SecondFactorID?
    package let expiresAt: Timestamp
    /// The product that asks for the sign-in.
    package var product: String? { party?.product }
    /// When the sign-in began. No password entered in it is older, so a proof of the other logins' passwords gets this time: those
    /// passwords may have been changed before the second factor was proved.
    var begunAt: Timestamp { expiresAt - SignIn.lifetime }

    package enum Stage: String, Sendable {
        case password
        case secondFactor = "second-factor"
        case done
    }

    package static let lifetime: Duration = .minutes(15)
    /// How long the way back of a sign-in that is over is known, so that its pages lead on.
    package static let remembered: Duration = .days(1)
    /// How many sign-ins of one network may run at the same time, so that nobody can fill the table (threat 12).
    package static let mostOfNetwork = 1000
}

package import Core
package import Credentials

package enum SecondFactorKind: IdentifierKind { package static let prefix = "fac" }
package typealias SecondFactorID = Identifier<SecondFactorKind>

/// A second factor, which sign-in asks for after the password. A person may have several.
package struct SecondFactor: Sendable, Equatable {
    package let id: SecondFactorID
    package let personID: PersonID
    package let method: Method
    /// The name that the person gave it, or its kind.
    package let label: String
    package let setBy: SetBy
    package let createdAt: Timestamp

    package enum Method: Sendable, Equatable {
        case totp(AuthenticatorApp)
        case sms(PhoneNumber)
    }

    package init(id: SecondFactorID, personID: PersonID, method: Method, label: String, setBy: SetBy, createdAt: Timestamp) {
        self.id = id
        self.personID = personID
        self.method = method
        self.label = label
        self.setBy = setBy
        self.createdAt = createdAt
    }

    /// Its value in `amr` (RFC 8176).
    package var amr: String {
        switch method {
        case .totp: "otp"
        case .sms: "sms"
        }
    }
}

/// A time-based code generator (RFC 6238), with its secret sealed by the keyring.
package struct AuthenticatorApp: Sendable, Equatable {
    let sealed: [UInt8]
    /// The last time step whose code was accepted. Codes of this step and of earlier ones are refused.
    let lastStep: Int64?

    /// The opened secret is not a valid generator: the row is damaged.
    package struct UnreadableFactor: Error, Sendable {}

    /// Opens the secret. Throws `Keyring.Unreadable`, `UnreadableFactor`.
    package func generator(of factor: SecondFactorID, _ keyring: Keyring) throws -> TOTP {
        guard let totp = TOTP(stored: try keyring.open(sealed, purpose: Self.purpose(factor))) else { throw UnreadableFactor() }
        return totp
    }

    /// Binds a sealed secret to its row, so that it cannot be opened for another row.
    static func purpose(_ id: SecondFactorID) -> String { "second-factor:" + id.text }
}

extension SecondFactor {
    /// An authenticator app as it is stored: the secret sealed for this row.
    package static func authenticatorApp(
        _ generator: TOTP, of person: PersonID, label: String = "Authenticator app", setBy: SetBy, sealedBy keyring: Keyring,
        at now: Timestamp
    ) throws -> SecondFactor {
        let id = SecondFactorID(at: now)
        let sealed = try keyring.seal(generator.stored, purpose: AuthenticatorApp.purpose(id))
        return SecondFactor(
            id: id, personID: person, method: .totp(AuthenticatorApp(sealed: sealed, lastStep: nil)), label: label, setBy: setBy,
            createdAt: now)
    }

    /// A telephone that codes are sent to.
    package static func telephone(_ number: PhoneNumber, of person: PersonID, setBy: SetBy, at now: Timestamp) -> SecondFactor {
        SecondFactor(
            id: SecondFactorID(at: now), personID: person, method: .sms(number), label: "Text message", setBy: setBy, createdAt: now)
    }
}

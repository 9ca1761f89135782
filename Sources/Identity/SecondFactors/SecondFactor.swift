package import Core

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

    package init(id: SecondFactorID, personID: PersonID, method: Method, label: String, setBy: SetBy, createdAt: Timestamp) {
        self.id = id
        self.personID = personID
        self.method = method
        self.label = label
        self.setBy = setBy
        self.createdAt = createdAt
    }

    /// Whether a code has to be sent before it can be asked for.
    package var isCodeSent: Bool { method.sender != nil }
    /// Its value in `amr` (RFC 8176).
    var amr: String { method.amr }
}

package import Core

package enum AddressKind: IdentifierKind { package static let prefix = "adr" }
package typealias AddressID = Identifier<AddressKind>

/// An e-mail address that a person signs in with.
package struct PersonAddress: Sendable, Equatable {
    package let id: AddressID
    package let personID: PersonID
    package let address: EmailAddress
    /// When a link mailed to it was used; nil if nobody has proved yet that they read its mail.
    package var verifiedAt: Timestamp?
    /// Whether it counts as proved by the word of an old product, which the operator trusts. Whoever proves it by mail takes it.
    package var isVouched = false
    /// Whether the person chose it as the main one.
    package var isMain = false
    /// The product whose import added it; nil if it was entered here.
    package let product: String?
    package let createdAt: Timestamp

    package init(
        id: AddressID, personID: PersonID, address: EmailAddress, verifiedAt: Timestamp? = nil, product: String? = nil,
        createdAt: Timestamp
    ) {
        self.id = id
        self.personID = personID
        self.address = address
        self.verifiedAt = verifiedAt
        self.product = product
        self.createdAt = createdAt
    }
}

/// One of the people that what was entered at sign-in may belong to: before logins are joined, one address may have several.
package struct Candidate: Sendable, Equatable {
    package let person: Person
    /// The address that was entered; nil if it was a name of an old product.
    package let addressID: AddressID?
    /// The products whose imports added this address or name to this person; empty if it was entered here.
    package var products: [String]
    package let verified: Bool
}

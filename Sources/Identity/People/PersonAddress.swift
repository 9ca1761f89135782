package import Core

package enum AddressKind: IdentifierKind { package static let prefix = "adr" }
package typealias AddressID = Identifier<AddressKind>

/// An e-mail address that a person signs in with.
package struct PersonAddress: Sendable, Equatable {
    package let id: AddressID
    package let personID: PersonID
    package let address: EmailAddress
    /// When a link mailed to it was used; nil while nobody has proved to read it.
    package var verifiedAt: Timestamp?
    /// The product whose import brought it; nil for one given here.
    package let product: String?
    package let createdAt: Timestamp

    package init(
        id: AddressID, personID: PersonID, address: EmailAddress, verifiedAt: Timestamp? = nil, product: String? = nil,
        createdAt: Timestamp
    ) {
        (self.id, self.personID, self.address) = (id, personID, address)
        (self.verifiedAt, self.product, self.createdAt) = (verifiedAt, product, createdAt)
    }
}

/// One of the people that an address given at sign-in may mean: before joining, the same address may be several logins.
package struct Candidate: Sendable, Equatable {
    package let person: Person
    package let addressID: AddressID
    /// The products whose imports brought this address to this person; empty for an address given here.
    package var products: [String]
    package let verified: Bool
}

extension [Candidate] {
    /// Those that the asking product means: its own login where it has one, else every one.
    package func meant(by product: String?) -> [Candidate] {
        guard let product else { return self }
        let own = filter { $0.products.contains(product) }
        return own.isEmpty ? self : own
    }
}

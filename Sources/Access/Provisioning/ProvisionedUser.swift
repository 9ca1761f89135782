package import Core

/// What a directory says of somebody. It belongs to the membership with the same id, which begins when the person arrives.
package struct ProvisionedUser: Sendable, Equatable {
    package let id: MemberID
    package let account: AccountID
    package let product: ProductID
    package var terms: Terms
    package let createdAt: Timestamp
    package var changedAt: Timestamp

    /// Of so many users of an account in a product directories may say something.
    static let most = 50_000

    package struct Terms: Sendable, Equatable {
        /// Unique in the account and product, whatever its case (RFC 7643 section 4.1.1).
        package var userName: String
        /// How the directory calls them itself.
        package var externalID: String?
        /// Where the invitation goes; nil for somebody who is here already.
        package var email: EmailAddress?
        package var isActive: Bool
        /// Everything else that the directory said, as JSON.
        package var attributes: String

        package init(userName: String, externalID: String?, email: EmailAddress?, isActive: Bool, attributes: String) {
            self.userName = userName
            self.externalID = externalID
            self.email = email
            self.isActive = isActive
            self.attributes = attributes
        }
    }

    package init(id: MemberID, account: AccountID, product: ProductID, terms: Terms, createdAt: Timestamp, changedAt: Timestamp) {
        self.id = id
        self.account = account
        self.product = product
        self.terms = terms
        self.createdAt = createdAt
        self.changedAt = changedAt
    }
}

/// What is known of whoever has an address, for a directory that names it.
package struct AddressOwners: Sendable {
    /// Everybody who has it, verified or not.
    package let people: [PersonID]
    /// Who verified it.
    package let verified: PersonID?

    package init(people: [PersonID], verified: PersonID?) {
        self.people = people
        self.verified = verified
    }
}

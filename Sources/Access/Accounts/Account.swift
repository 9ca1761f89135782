package import Core
package import Language

/// A customer, with its people, projects and roles in one or more products.
package struct Account: Sendable, Equatable {
    package let id: AccountID
    package var name: String
    package let createdAt: Timestamp
    /// Whether nobody gets a token for it who has not proved two factors, once `twoFactorsFrom` has come.
    package var needsTwoFactors = false
    /// nil for at once.
    package var twoFactorsFrom: Timestamp?
    package var policies = AccountPolicies()
    package var contacts = AccountContacts()
    /// How people of the account read who chose nothing themselves; nil for as ever.
    package var language: Language?
    package var zone: Zone?

    package init(id: AccountID, name: String, createdAt: Timestamp) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
    }
}

extension String {
    /// Checks the name of an account or a project and returns it as it is kept: 1 to 100 characters on one line. Characters that cannot be
    /// seen are refused: so no name looks like another, or like none, or starts a new header line in a mail.
    func name(field: String) throws(AccessError) -> String {
        var scalars = unicodeScalars[...]
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        let trimmed = String(String.UnicodeScalarView(scalars))
        let name = trimmed.tidyName
        guard !name.isEmpty, name.count <= 100, name.utf8.count <= 1000, !trimmed.hasHiddenCharacters else {
            throw .invalidName(field: field)
        }
        return name
    }
}

package import Core

/// Where an account is reached about matters of a kind: addresses that need not be anybody's here, such as that of a team.
package struct AccountContacts: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable { case technical, billing, security }

    package private(set) var addresses: [Kind: EmailAddress] = [:]

    package init() {}

    /// nil where there is none.
    package subscript(_ kind: Kind) -> EmailAddress? {
        get { addresses[kind] }
        set { addresses[kind] = newValue }
    }

    /// As it is stored.
    func text(_ kind: Kind) -> String { addresses[kind]?.written ?? "" }

    /// The kinds that have another address in the other.
    func differing(from other: AccountContacts) -> [Kind] { Kind.allCases.filter { text($0) != other.text($0) } }
}

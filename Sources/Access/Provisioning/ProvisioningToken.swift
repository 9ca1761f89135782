package import Core

package enum ProvisioningTokenKind: IdentifierKind { package static let prefix = "scim" }
package typealias ProvisioningTokenID = Identifier<ProvisioningTokenKind>

/// With it a directory of the account changes the account's people in one product. It ends with its maker's right to manage people.
package struct ProvisioningToken: Sendable, Equatable {
    package let id: ProvisioningTokenID
    package let account: AccountID
    package let product: ProductID
    /// What newcomers get; nil for nothing, until a group gives them something.
    package let role: RoleID?
    /// nil if the operator made it.
    package let maker: PersonID?
    package let createdAt: Timestamp
    package let lastUsedAt: Timestamp?

    /// So many an account may have in a product.
    static let most = 10
}

/// How far a directory's token reaches.
package struct ProvisioningRight: Sendable, Equatable {
    /// The membership of whoever made it, which it does not touch; nil if the operator made it.
    package let maker: Member?
    /// Whether an administrator or the operator made it: if not, it does not touch those who manage people.
    package let isByAdministrator: Bool
}

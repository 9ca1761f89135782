package import Core

package enum AccessGroupKind: IdentifierKind { package static let prefix = "grp" }
package typealias AccessGroupID = Identifier<AccessGroupKind>

/// Members of an account who get the same grants, for as long as they are in it. A group never gives the Administrator role (rule 2).
package struct AccessGroup: Sendable, Equatable {
    package let id: AccessGroupID
    package let account: AccountID
    package let product: ProductID
    package internal(set) var name: String
    /// What its members get, oldest first.
    package internal(set) var grants: [AccessGrant] = []
    package let createdAt: Timestamp
    /// How a directory calls it; nil if none does.
    package internal(set) var externalID: String?

    /// So many groups an account may have in a product.
    static let most = 200
    /// So many grants a group may have.
    static let mostGrants = 10
}

internal import Access
internal import Core
internal import Identity

/// Where a person came from: their id in an old product, and the digests of what that product's last export contained.
struct ImportSource: Sendable {
    let product: ProductID
    let externalID: String
    /// The current person; after a join, the person who was kept.
    let personID: PersonID
    var accountID: String
    var fields: SourceFields
    /// The second factor that was imported from this source.
    var factorID: SecondFactorID?
    /// Whether its person was joined with another login. Then an import no longer changes address, password or second factor, and a new
    /// status applies only to this product's membership.
    let isJoined: Bool
}

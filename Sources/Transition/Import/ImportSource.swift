internal import Access
internal import Core
internal import Identity

/// Where a person came from: their id in an old product, and what that product said of them when it was last asked.
struct ImportSource: Sendable {
    let product: ProductID
    let externalID: String
    /// Who answers for it now; after joining that is the person joined into.
    let personID: PersonID
    var accountID: String
    var fields: SourceFields
    /// The second factor that came from it.
    var factorID: SecondFactorID?
    /// Whether its person is one with another login: the source then speaks for its own membership alone, not for password or factor.
    let isJoined: Bool
}

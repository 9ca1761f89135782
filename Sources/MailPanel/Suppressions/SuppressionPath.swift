package import Core

/// The paths of the suppressed addresses.
package enum SuppressionPath {
    package static let list = Path("/suppressions")
    package static let file = Path("/suppressions.csv")
    package static let add = Path("/suppressions/add")
    package static let importing = Path("/suppressions/import")
    static let removal = PathTo<SuppressionID>("/suppressions/:suppression/remove")
}

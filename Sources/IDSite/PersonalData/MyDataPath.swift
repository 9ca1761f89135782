package import Core

/// The paths of a person's data, and of the end of their ID.
package enum MyDataPath {
    package static let page = Path("/my-data")
    package static let file = Path("/my-data/download")
    package static let deletion = Path("/my-data/deletion")
    package static let leaving = Path("/leaving")
    package static let keeping = Path("/leaving/keep")
    package static let signOut = Path("/leaving/sign-out")
}

package import Core

/// The path of the overview.
package enum OverviewPath {
    package static let overview = Path("/overview")
}

internal import Access
internal import Core
internal import SQL

extension Installation {
    /// Throws `ConfigurationError` if the catalogs lack a role that somebody holds, or an area that an account's own role opens: whoever has it
    /// would lose it without anybody's decision.
    func checkCatalogsInUse() async throws {
        let catalog = catalog
        let now = clock.now()
        let missing = try await database.readLong { try $0.missing(from: catalog, at: now) }
        guard !missing.isEmpty else { return }
        throw ConfigurationError(
            mistakes: missing.map { ConfigurationMistake(place: "the catalog of \($0.product.rawValue)", sentence: $0.sentence) })
    }
}

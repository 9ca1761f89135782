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
            mistakes: missing.map { term in
                let rest = term.count > term.some.count ? ", and \(term.count - term.some.count) more" : ""
                let who = term.some.joined(separator: ", ") + rest
                let sentence =
                    switch term.kind {
                    case .role:
                        "The role \(term.name) is not there any more, and \(term.count) hold it: \(who). Bring it back, or give them another first."
                    case .area:
                        "The area \(term.name) is not there any more, and roles of accounts open it: \(who). Bring it back, or change them first."
                    }
                return ConfigurationMistake(place: "the catalog of \(term.product.rawValue)", sentence: sentence)
            })
    }
}

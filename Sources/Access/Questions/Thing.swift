package import Core

/// What can be asked about: an area of the product or a project.
package enum Thing: Sendable, Equatable {
    case area(Area)
    case project(Project)

    package func resource(in account: AccountID) -> Resource {
        switch self {
        case .area(let area): .area(area.id)
        case .project(let project): .project(project.id, of: account)
        }
    }

    /// Those that the words mean: areas by id, by a name in any language, or by what they are for; projects by name. A name that is all of the
    /// words beats one that only begins with them.
    package static func meant(by words: [String], areas: [Area], projects: [Project]) -> [Thing] {
        let isProject = words.count > 1 && projectWords.contains(words[0])
        let wanted = isProject ? Array(words.dropFirst()) : words
        let found = isProject ? [] : areas.filter { area in area.names(for: wanted) }
        let exact = projects.filter { TextFolding.words($0.name) == wanted }
        let begun = exact.isEmpty && found.isEmpty ? projects.filter { TextFolding.words($0.name).starts(with: wanted) } : []
        return found.map(Thing.area) + (exact + begun).map(Thing.project)
    }

    static let projectWords: Set = ["project", "projekt", "projektet"]
}

extension Area {
    /// Whether each of the words begins one of a name in any language, or of what the area is for.
    package func isMeant(byBeginnings words: [String]) -> Bool {
        if names.values.contains(where: { TextFolding.begins(words, in: $0) }) { return true }
        guard words.count == 1, let governs else { return false }
        return Self.synonyms[governs]?.contains { $0.hasPrefix(words[0]) } ?? false
    }

    fileprivate func names(for words: [String]) -> Bool {
        if TextFolding.words(id.rawValue) == words || names.values.contains(where: { TextFolding.words($0) == words }) { return true }
        guard words.count == 1, let word = words.first, let governs else { return false }
        return Self.synonyms[governs]?.contains(word) ?? false
    }

    private static let synonyms: [Purpose: Set<String>] = [
        .money: [
            "bill", "bills", "invoice", "invoices", "money", "costs", "prices", "faktura", "fakturan", "fakturor", "pengar", "kostnader",
        ],
        .people: ["people", "members", "team", "personer", "medlemmar"],
        .keys: ["keys", "nycklar", "nycklarna"],
        .account: ["account", "kontot"],
    ]
}

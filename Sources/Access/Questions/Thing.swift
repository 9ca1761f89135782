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
        let isProject = words.count > 1 && ["project", "projekt", "projektet"].contains(words[0])
        let wanted = isProject ? Array(words.dropFirst()) : words
        let found = isProject ? [] : areas.filter { area in area.names(for: wanted) }
        let exact = projects.filter { TextFolding.words($0.name) == wanted }
        let begun = exact.isEmpty && found.isEmpty ? projects.filter { TextFolding.words($0.name).starts(with: wanted) } : []
        return found.map(Thing.area) + (exact + begun).map(Thing.project)
    }
}

extension Area {
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

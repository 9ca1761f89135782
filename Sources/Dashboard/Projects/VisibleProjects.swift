internal import Language
internal import ProductKit
internal import SQL

/// What one request may read: the projects that its reader may see, the chosen one of them, and whether they may see money.
struct VisibleProjects: Sendable {
    struct Project: Sendable, Hashable {
        /// The project's id at the ID, or `source-7` for a project that messages name and the ID does not know.
        let id: String
        let name: String
        /// The number of its `TrafficProject`; nil if it has no messages yet.
        let number: Int64?
    }

    /// The ids of this account, at the ID and at the source.
    let accounts: [String]
    let accountName: String
    /// Every project that the reader may see, sorted by name.
    let projects: [Project]
    /// Whether `projects` holds every project of the account.
    let isWhole: Bool
    /// The project that the reader chose; nil for all of them.
    var chosen: Project?
    /// Whether the reader may open projects, the first step of a new account.
    var opensProjects = false
    /// What links to files and further pages carry of this choice.
    var place: [(String, String?)] = []
    /// nil unless the reader's role has Billing.
    let money: MoneyProof?

    /// The chosen project, under the title of a page.
    var lead: Phrase? { chosen.map { Phrase("projects.lead-of", ["name": $0.name]) } }

    var shown: [Project] { chosen.map { [$0] } ?? projects }
    /// The only projects that queries may read.
    var numbers: [Int64] { shown.compactMap(\.number) }
    /// For lookups by id: every project that the reader may see, regardless of the chosen one.
    var allNumbers: [Int64] { projects.compactMap(\.number) }

    func name(of number: Int64) -> String { projects.first { $0.number == number }?.name ?? "" }

    /// Merges the projects that the ID names with those that messages name.
    /// - Parameter known: the projects that this reader may see according to the ID; `isWhole` says whether these are all of them.
    static func projects(known: [(id: String, name: String)], traffic: [TrafficProject], isWhole: Bool) -> [Project] {
        let byID = Dictionary(traffic.compactMap { one in one.projectID.map { ($0, one) } }, uniquingKeysWith: { first, _ in first })
        var found = known.map { Project(id: $0.id, name: $0.name, number: byID[$0.id]?.number) }
        if isWhole {
            let ids = Set(known.map(\.id))
            for one in traffic where one.projectID.map({ !ids.contains($0) }) ?? true {
                found.append(Project(id: one.projectID ?? "source-\(one.number)", name: one.name, number: one.number))
            }
        }
        return found.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }
}

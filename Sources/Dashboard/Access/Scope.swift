internal import SQL

/// What one request may look at: the projects its reader may see, the one chosen of them, and whether money is among it.
struct Scope: Sendable {
    struct Project: Sendable, Hashable {
        /// The ID's id, or `source-7` for a project that messages name and the ID does not know.
        let id: String
        let name: String
        /// Its messages' project; nil where there are none yet.
        let number: Int64?
    }

    /// The ids that this account is known by, here and at the source.
    let accounts: [String]
    let accountName: String
    /// Every project the reader may see, by name.
    let projects: [Project]
    /// Whether that is every project of the account.
    let isWhole: Bool
    /// The one the reader chose to look at; nil for all of them.
    var chosen: Project?
    /// Held only where the reader's role has Billing.
    let money: MoneyProof?

    var shown: [Project] { chosen.map { [$0] } ?? projects }
    /// The projects that queries may touch, and no others.
    var numbers: [Int64] { shown.compactMap(\.number) }
    /// For what is found by its id: any project the reader may see, whichever is chosen.
    var allNumbers: [Int64] { projects.compactMap(\.number) }

    func name(of number: Int64) -> String { projects.first { $0.number == number }?.name ?? "" }

    /// Brings together the projects the ID names and those that messages name.
    /// - Parameter known: the projects the ID says this reader may see; `isWhole` where that is all of them.
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

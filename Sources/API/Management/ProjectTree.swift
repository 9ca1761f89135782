internal import Access
internal import Core
internal import Language
internal import SQL
internal import Web

/// What a request says of a project: its name, and where it is to lie.
struct ProjectWish: Sendable {
    var name: String?
    var place: Place?
    var isPreview = false

    enum Place: Sendable {
        case top
        case below(ProjectID)

        var parent: ProjectID? { if case .below(let parent) = self { parent } else { nil } }
    }
}

extension WebRequest {
    /// `{"name", "parent", "preview"}`: `parent` is the id of a project, or null for the top.
    func projectWish() throws -> ProjectWish {
        var body = try jsonObject()
        var wish = ProjectWish()
        if body.has("name") { wish.name = body.text("name") }
        if body.isNull("parent") {
            _ = body.value("parent")
            wish.place = .top
        } else if let text = body.optionalText("parent", max: 64) {
            guard let parent = ProjectID(text) else { throw AccessError.unknownParent(String(text.prefix(64))).problem }
            wish.place = .below(parent)
        }
        wish.isPreview = body.has("preview") && body.flag("preview")
        try body.finish()
        return wish
    }
}

extension Administration {
    /// A new project, at the top or below another one.
    func open(_ wish: ProjectWish, in target: AccountInProduct) throws -> (project: Project, changes: [SightChange]) {
        let name = wish.name ?? ""
        guard let parent = wish.place?.parent else {
            return (try openProject(named: name, in: target.account, as: target.product.id), [])
        }
        return try openProject(named: name, below: parent, in: target.account, as: target.product.id)
    }

    /// Another name, another place, or both.
    func change(_ id: ProjectID, _ wish: ProjectWish, in target: AccountInProduct) throws -> (project: Project, changes: [SightChange]) {
        let account = target.account
        let product = target.product.id
        let renamed = try wish.name.map { try rename(id, to: $0, in: account, as: product) }
        if let place = wish.place { return try moveProject(id, below: place.parent, in: account, as: product) }
        guard let renamed else { throw Self.nothingToChange }
        return (renamed, [])
    }

    private static let nothingToChange = Problem(
        status: 400, code: "invalid-request", title: .english("There is nothing to change."),
        detail: .english("Send a “name”, a “parent”, or both."))
}

extension Transaction {
    /// So many people are named on each side; all are counted.
    private static var named: Int { 50 }

    /// Who would see more and who less. Only administrators get here, who see every project and everybody.
    func json(of changes: [SightChange], around project: Project) throws -> JSON {
        let gains = changes.filter { !$0.gained.isEmpty }
        let losses = changes.filter { !$0.lost.isEmpty }
        return [
            "project": project.json(seenIn: .all), "gain_count": .integer(Int64(gains.count)),
            "gains": .array(try gains.prefix(Self.named).map { try json(of: $0, $0.gained) }),
            "loss_count": .integer(Int64(losses.count)), "losses": .array(try losses.prefix(Self.named).map { try json(of: $0, $0.lost) }),
        ]
    }

    private func json(of change: SightChange, _ projects: Set<ProjectID>) throws -> JSON {
        let named = try self.projects(projects).values.sorted { ($0.name, $0.id.text) < ($1.name, $1.id.text) }
        return [
            "member": .string(change.member.text), "person": try json(of: change.person), "projects": .array(named.map(\.json)),
        ]
    }
}

internal import Core
internal import Language
internal import Web

/// The fields by which projects are given: which, and of those that have others below them, whether with what lies below. That is off unless
/// somebody says so.
struct ProjectFields: Component {
    let projects: [Me.Project]
    let form: FormState
    let hint: Phrase

    var html: HTML {
        let tree = ProjectList(projects)
        let given = Choices("projects", "users.projects", .many, tree.lines.map { Choice($0.id, .text($0.path)) }, in: form, hint: hint)
        let kept = form.all("below")
        let wider = tree.lines.filter { !tree.below($0.id).isEmpty || kept.contains($0.id) }
        guard !wider.isEmpty else { return given.html }
        let choices = wider.map { line in
            let names = tree.below(line.id).map { Phrase.text($0.name) }
            return Choice(
                line.id, .text(line.path),
                detail: names.isEmpty ? "users.below-later" : Phrase("users.below-now", ["projects": Phrase.all(names)]))
        }
        return "\(given)\(Choices("below", "users.with-below", .many, choices, in: form, hint: "users.with-below-hint"))"
    }
}

/// Projects in the order of their tree, each after the one that it lies below, as far as the reader sees that one.
package struct ProjectList: Sendable {
    package struct Line: Sendable {
        package let id: String
        package let name: String
        /// "Checkout › EU": with those above it.
        package let path: String
        /// 0 at the top.
        package let level: Int
    }

    package let lines: [Line]
    private let children: [String: [Me.Project]]

    package init(_ projects: [Me.Project]) {
        let known = Set(projects.map(\.id))
        children = Dictionary(grouping: projects.filter { $0.parent.map(known.contains) ?? false }, by: { $0.parent ?? "" })
        let children = children
        func walk(_ project: Me.Project, below path: String?, _ level: Int) -> [Line] {
            let own = path.map { "\($0) › \(project.name)" } ?? project.name
            return [Line(id: project.id, name: project.name, path: own, level: level)]
                + (children[project.id] ?? []).flatMap { walk($0, below: own, level + 1) }
        }
        lines = projects.filter { $0.parent.map(known.contains) != true }.flatMap { walk($0, below: nil, 0) }
    }

    /// All that lie below it.
    package func below(_ id: String) -> [Me.Project] { (children[id] ?? []).flatMap { [$0] + below($0.id) } }

    package func path(_ id: String) -> String { lines.first { $0.id == id }?.path ?? "" }
}

/// What a form says of projects: whoever gives what lies below one gives that one.
struct GivenProjects: Sendable, Equatable {
    let ids: [String]
    let below: [String]

    init(_ form: Values) {
        below = form.all("below").sorted()
        ids = Set(form.all("projects") + below).sorted()
    }

    init(ids: [String], below: [String]) {
        self.ids = ids.sorted()
        self.below = below.sorted()
    }

    static let none = GivenProjects(ids: [], below: [])

    /// As the ID takes it.
    var body: [(String, JSON)] { [("projects", .array(ids.map(JSON.string))), ("below", .array(below.map(JSON.string)))] }

    /// As a form sends it again.
    var fields: [(String, String)] { ids.map { ("projects", $0) } + below.map { ("below", $0) } }
}

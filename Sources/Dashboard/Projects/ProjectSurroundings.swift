internal import Core
internal import Language
internal import ProductKit
internal import Web

/// What a project lies below, and what lies below it, as far as the reader sees it.
struct ProjectSurroundings: Component {
    private let above: [Me.Project]
    private let below: [Me.Project]
    private let project: Me.Project
    private let makesBelow: Bool

    init(_ project: Me.Project, _ account: Me.Account) {
        self.project = project
        let known = Dictionary(account.projects.map { ($0.id, $0) }) { first, _ in first }
        var path: [Me.Project] = []
        while let parent = (path.first ?? project).parent.flatMap({ known[$0] }), !path.contains(parent) { path.insert(parent, at: 0) }
        above = path
        below = account.projects.filter { $0.parent == project.id }
        makesBelow = account.mayManage(ProjectsArea.self) && account.hasAllProjects && path.count < 2
    }

    var html: HTML {
        let place: HTML? =
            above.isEmpty
            ? nil : "<p class=\"quiet\">\(words: "projects.lies-below") \(HTML.join(above.map(Self.link), separator: " › "))</p>"
        let list: HTML? =
            below.isEmpty ? nil : "<p>\(words: "projects.below-it") \(HTML.join(below.map(Self.link), separator: ", "))</p>"
        let new: HTML? =
            makesBelow
            ? "<p><a href=\"\(ProjectPath.new.query([("below", project.id)]))\">\(words: "projects.new-below")</a></p>" : nil
        return "\(place)\(list)\(new)"
    }

    private static func link(_ project: Me.Project) -> HTML { "<a href=\"\(ProjectPath.project(project.id))\">\(project.name)</a>" }
}

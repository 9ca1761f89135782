internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// A member who may change projects, and the project of the path, which is one that they see.
struct ManagedProject: Proof {
    let member: MayManage<ProjectsArea>
    let project: Me.Project
    /// The project's path in the management API.
    var apiPath: Path { ManagementPath.project(member.account.id, project.id) }

    /// A project of another account is treated as if it did not exist.
    static func establish(_ request: WebRequest, in site: ProductSite) async throws -> ManagedProject {
        let member = try await MayManage<ProjectsArea>.establish(request, in: site)
        let id = try request.parameters(of: ProjectPath.settings)
        guard let project = member.account.projects.first(where: { $0.id == id }) else { throw Problem.notFound }
        return ManagedProject(member: member, project: project)
    }
}

/// The account's projects. The ID stores them; these pages show them with their messages and send changes to the ID.
enum ProjectRoutes {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(ProjectPath.list, as: MayView<ProjectsArea>.self) { proof, request, site in
            let visible = try await VisibleProjects.of(proof.member, site)
            let today = Day.of(request.time)
            let numbers = visible.projects.filter { proof.account.mayView(MessagesArea.self, inAllOf: [$0.id]) }.compactMap(\.number)
            let volumes = try await site.database.read { tx in
                let last = min(try Volume.newestDay(projects: numbers, in: tx) ?? today, today)
                return try ProjectVolume.find(projects: numbers, firstDay: last - 29, lastDay: last, in: tx)
            }
            let archived = ArchivedProjects.link(proof)
            let action: HTML = proof.mayManage && !visible.projects.isEmpty ? Button("projects.new", to: ProjectPath.new).html : ""
            return .page(
                site.shell(proof).page(
                    "projects.title", request, lead: "projects.lead", actions: action,
                    content: "\(list(visible, proof, volumes))\(archived)"))
        }
        NewProject.register(on: routes)
        ProjectPlaces.register(on: routes)
        ProjectPage.register(on: routes)
        ArchivedProjects.register(on: routes)
        routes.get(ProjectPath.settings, as: ManagedProject.self) { proof, request, site in editPage(proof, request, site) }
        routes.post(ProjectPath.settings, as: ManagedProject.self) { proof, request, site in
            let name = request.form.text("name")
            do {
                try await proof.member.api.call("PATCH", proof.apiPath, ["name": .string(name)])
            } catch let problem as Problem where problem.isAboutInput {
                return editPage(proof, request, site, rename: FormState(request.form, problem, status: problem.status))
            }
            return .redirect(
                ProjectPath.project(proof.project.id), notice: .good(Phrase("projects.renamed", ["old": proof.project.name, "name": name])))
        }
        routes.post(ProjectPath.closing, as: ManagedProject.self) { proof, request, site in
            let project = proof.project
            guard project.name.isTyped(as: request.form.text("confirmation")) else {
                let message = Phrase("projects.type-name", ["name": project.name])
                return editPage(proof, request, site, close: FormState(request.form, "confirmation", message))
            }
            do { try await proof.member.api.call("DELETE", proof.apiPath) } catch let problem as Problem where problem.isForTheReader {
                return editPage(proof, request, site, close: FormState(request.form, problem, status: problem.status))
            }
            return .redirect(ProjectPath.list, notice: .good(Phrase("projects.archived-notice", ["name": project.name])))
        }
    }

    private static func list(_ visible: VisibleProjects, _ proof: MayView<ProjectsArea>, _ volumes: [ProjectVolume]) -> HTML {
        guard !visible.projects.isEmpty else {
            return visible.isWhole
                ? EmptyState(
                    "projects.none", "projects.none-next",
                    icon: .projects, action: proof.mayManage ? Button("projects.new", to: ProjectPath.new).html : ""
                ).html
                : MessagesPage.empty(visible)
        }
        let seesMessages = proof.account.mayView(MessagesArea.self)
        let tree = ProjectList(proof.account.projects)
        let numbers = Dictionary(visible.projects.map { ($0.id, $0.number) }) { first, _ in first }
        func row(_ id: String, _ name: HTML, below: [String] = []) -> [HTML] {
            guard seesMessages else { return [name] }
            guard proof.account.mayView(MessagesArea.self, inAllOf: [id]) else { return [name, "–", "–", "–"] }
            func sum(_ ids: [String]) -> DailyVolume {
                let meant = Set(ids.compactMap { numbers[$0] ?? nil })
                return volumes.filter { meant.contains($0.project) }.reduce(into: DailyVolume(day: 0)) { $0.add($1.total) }
            }
            let own = sum([id])
            let whole = sum([id] + below)
            let all = whole == own ? nil : whole
            func cell(_ value: (DailyVolume) -> Phrase) -> HTML {
                let more: HTML? = all.map { "<small>\(words: "projects.with-below", ["value": value($0)])</small>" }
                return "\(value(own))\(more)"
            }
            return [
                name, cell { Phrase.number($0.sentTotal) }, cell { Phrase.number($0.finished - $0.delivered) },
                cell { $0.rate?.words ?? "messages.no-rate" },
            ]
        }
        let known = Set(tree.lines.map(\.id))
        let rows =
            tree.lines.map { line in
                let below = tree.below(line.id).map(\.id).filter { proof.account.mayView(MessagesArea.self, inAllOf: [$0]) }
                return row(
                    line.id, "<span class=\"level-\(line.level)\"><a href=\"\(ProjectPath.project(line.id))\">\(line.name)</a></span>",
                    below: below)
            }
            + visible.projects.filter { !known.contains($0.id) }.map {
                row($0.id, "\($0.name)<small>\(words: "projects.archived")</small>")
            }
        let figures: [Table.Column] =
            seesMessages
            ? [.init("projects.sent", .number), .init("messages.not-delivered", .number), .init("messages.delivery-rate", .number)] : []
        return """
            <p class="count">\(words: "projects.count", ["count": visible.projects.count])</p>
            \(Table("projects.caption", [.init("messages.project")] + figures, rows: rows))
            """
    }

    static func editPage(
        _ proof: ManagedProject, _ request: WebRequest, _ site: ProductSite, rename: FormState = FormState(),
        place: FormState = FormState(), close: FormState = FormState()
    ) -> WebResponse {
        let project = proof.project
        let here = ProjectPath.settings(project.id)
        let name = TextField(
            "name", "projects.project-name", .text.limited(to: 100), in: rename.starting(with: [("name", project.name)]))
        let renameForm = Form(
            here, request, rename,
            content: """
                \(name)
                \(Button("projects.rename"))
                """)
        let closeForm = Form(
            ProjectPath.closing(project.id), request, close,
            content: """
                \(TextField("confirmation", Phrase("projects.type-to-confirm", ["name": project.name]), .text.limited(to: 100), in: close))
                \(Button("projects.archive", .danger))
                """)
        return .page(
            site.shell(proof.member).page(
                Phrase("projects.settings-of", ["name": project.name]), request,
                back: (.text(project.name), ProjectPath.project(project.id)),
                content: """
                    \(Panel("projects.rename-title", lead: "projects.rename-lead", renameForm.html))
                    \(ProjectPlaces.panel(proof, request, place))
                    \(Panel(
                        "projects.archive-title", lead: "projects.archive-lead",
                        danger: true, closeForm.html))
                    """), showing: rename, place, close)
    }
}

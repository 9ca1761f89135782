internal import Core
internal import Language
internal import ProductKit
internal import Web

/// The projects that were put away, for whoever may bring them back, and their return.
enum ArchivedProjects {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(ProjectPath.archived, as: MayManage<ProjectsArea>.self, list)
        routes.get(ProjectPath.restoration, as: MayManage<ProjectsArea>.self) { proof, request, site in
            page(try await found(proof, request), proof, request, site)
        }
        routes.post(ProjectPath.restoration, as: MayManage<ProjectsArea>.self, restore)
    }

    static func link(_ proof: MayView<ProjectsArea>) -> HTML {
        proof.mayManage && proof.account.hasAllProjects
            ? "<p><a href=\"\(ProjectPath.archived)\">\(words: "projects.archived-ones")</a></p>" : ""
    }

    @Sendable private static func list(
        _ proof: MayManage<ProjectsArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        guard proof.account.hasAllProjects else { throw Problem.notFound }
        let projects = try await all(of: proof.account, proof.api)
        let empty = EmptyState("projects.none-archived", "projects.none-archived-next", icon: .projects)
        let content = projects.isEmpty ? empty.html : table(projects)
        return .page(
            site.shell(proof).page("projects.archived-ones", request, back: ("projects.title", ProjectPath.list), content: content))
    }

    private static func table(_ projects: [Archived]) -> HTML {
        let rows = projects.map { project -> [HTML] in
            let back: HTML = """
                <a class="button plain" href="\(ProjectPath.restoration(project.id))">\(words: "projects.restore")\
                <span class="hidden"> \(project.name)</span></a>
                """
            return [
                "\(project.name)", PageText.time(rfc3339: project.at) ?? "", "\(project.by)", back,
            ]
        }
        let columns: [Table.Column] = [
            .init("messages.project", .name), .init("projects.archived"), .init("projects.archived-by"), .init("product.actions", .actions),
        ]
        return Table("projects.archived-ones", columns, rows: rows).html
    }

    private struct Archived: Sendable {
        let id: String
        let name: String
        let at: String?
        let by: String

        init?(_ json: JSON) {
            guard let id = json["id"]?.string, let name = json["name"]?.string else { return nil }
            self.id = id
            self.name = name
            at = json["archived_at"]?.string
            by = json["archived_by"]?["name"]?.string ?? json["archived_by"]?["email"]?.string ?? ""
        }
    }

    private static func all(of account: Me.Account, _ api: PersonAPI) async throws -> [Archived] {
        try await api.all(ManagementPath.projects(account.id).query([("state", "archived")])).compactMap(Archived.init)
    }

    private static func found(_ proof: MayManage<ProjectsArea>, _ request: WebRequest) async throws -> Archived {
        let id = try request.parameters(of: ProjectPath.restoration)
        guard proof.account.hasAllProjects, let project = try await all(of: proof.account, proof.api).first(where: { $0.id == id }) else {
            throw Problem.notFound
        }
        return project
    }

    private static func page(
        _ project: Archived, _ proof: MayManage<ProjectsArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) -> WebResponse {
        let form = sent.starting(with: [("name", project.name)])
        let name = TextField("name", "projects.project-name", .text.limited(to: 100), in: form)
        let buttons = Buttons("\(Button("projects.restore-it"))\(Button("projects.cancel", .plain, to: ProjectPath.list))")
        return .page(
            site.shell(proof).page(
                Phrase("projects.restore-title", ["name": project.name]), request, lead: "projects.restore-lead",
                back: ("projects.title", ProjectPath.list),
                content: Panel(nil, Form(ProjectPath.restoration(project.id), request, form, content: "\(name)\(buttons)").html).html),
            showing: form)
    }

    @Sendable private static func restore(
        _ proof: MayManage<ProjectsArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let project = try await found(proof, request)
        let name = request.form.text("name")
        do {
            try await proof.api.call("POST", ManagementPath.projectRestoration(proof.account.id, project.id), ["name": .string(name)])
        } catch let problem as Problem where problem.isAboutInput {
            return page(project, proof, request, site, FormState(request.form, problem, status: problem.status))
        }
        return .redirect(ProjectPath.project(project.id), notice: .good(Phrase("projects.restored", ["name": name])))
    }
}

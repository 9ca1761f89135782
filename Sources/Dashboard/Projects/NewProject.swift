internal import Core
internal import Language
internal import ProductKit
internal import Web

/// A project is made. Below another one it is made once the reader has seen who will see it.
enum NewProject {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(ProjectPath.new, as: MayManage<ProjectsArea>.self) { proof, request, site in
            page(proof, request, site, FormState().starting(with: [("parent", request.query["below"])]))
        }
        routes.post(ProjectPath.list, as: MayManage<ProjectsArea>.self, make)
    }

    @Sendable private static func make(
        _ proof: MayManage<ProjectsArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let name = request.form.text("name")
        let parent = request.form.text("parent")
        let path = ManagementPath.projects(proof.account.id)
        let body: [(String, JSON)] = [("name", .string(name))] + (parent.isEmpty ? [] : [("parent", .string(parent))])
        let answer: JSON
        do {
            answer = parent.isEmpty ? .null : try await proof.api.call("POST", path, .object(body + [("preview", true)]))
            if parent.isEmpty || ProjectPlaces.shown(answer).isConfirmed(by: request) {
                _ = try await proof.api.call("POST", path, .object(body))
                return .redirect(ProjectPath.list, notice: .good(Phrase("projects.made", ["name": name])))
            }
        } catch let problem as Problem where problem.isForTheReader {
            return page(proof, request, site, FormState(request.form, problem, status: problem.status))
        }
        let place = ProjectList(proof.account.projects).path(parent)
        let buttons = Buttons("\(Button("projects.create"))\(Button("projects.cancel", .plain, to: ProjectPath.list))")
        let form = Form(
            ProjectPath.list, request,
            content: "\(Hidden("name", name))\(Hidden("parent", parent))\(ProjectPlaces.shown(answer).hidden)\(buttons)")
        let preview = ProjectPlaces.preview(answer, lead: Phrase("projects.comes-below", ["name": name, "place": place]))
        return .page(
            site.shell(proof).page(
                "projects.new", request, back: ("projects.title", ProjectPath.list),
                content: Panel(nil, "\(ProjectPlaces.changed(ProjectPlaces.shown(answer), request))\(preview)\(form)").html))
    }

    private static func page(
        _ proof: MayManage<ProjectsArea>, _ request: WebRequest, _ site: ProductSite, _ form: FormState
    ) -> WebResponse {
        let form = form.focusing("name")
        let name = TextField("name", "projects.name", .text.limited(to: 100), in: form, hint: "projects.name-hint")
        let buttons = Buttons("\(Button("projects.create"))\(Button("projects.cancel", .plain, to: ProjectPath.list))")
        return .page(
            site.shell(proof).page(
                "projects.new", request, back: ("projects.title", ProjectPath.list),
                content: Form(
                    ProjectPath.list, request, form, content: "\(name)\(ProjectPlaces.field(proof, form))\(buttons)"
                ).html), showing: form)
    }
}

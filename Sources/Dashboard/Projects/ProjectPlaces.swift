internal import Core
internal import Language
internal import ProductKit
internal import Web

/// Where a project lies: at the top or below another one. What a new place gives to people and takes from them is shown before it is taken.
enum ProjectPlaces {
    /// There are three levels; below the last one lies nothing.
    private static let lastLevel = 2

    static func register(on routes: Routes<ProductSite>) {
        // For whoever loads the answer to that form again.
        routes.get(ProjectPath.place, as: ManagedProject.self) { proof, _, _ in .redirect(ProjectPath.settings(proof.project.id)) }
        routes.post(ProjectPath.place, as: ManagedProject.self, move)
    }

    /// Only administrators change the tree, which the ID decides; whoever does not see all projects is not asked.
    static func mayChoose(_ proof: MayManage<ProjectsArea>) -> Bool { proof.account.hasAllProjects }

    /// The field for the place of a project, or of a new one; nil where there is no choice.
    static func field(for project: Me.Project? = nil, _ proof: MayManage<ProjectsArea>, _ form: FormState) -> HTML? {
        let list = ProjectList(proof.account.projects)
        let own = project.map { Set([$0.id] + list.below($0.id).map(\.id)) } ?? []
        let possible = list.lines.filter { $0.level < lastLevel && !own.contains($0.id) }
        guard mayChoose(proof), !possible.isEmpty else { return nil }
        let choices = [Choice("", "projects.at-the-top")] + possible.map { Choice($0.id, .text($0.path)) }
        return Select("parent", "projects.place", choices, in: form, hint: "projects.place-hint").html
    }

    static func panel(_ proof: ManagedProject, _ request: WebRequest, _ sent: FormState) -> HTML {
        let form = sent.starting(with: [("parent", proof.project.parent)])
        guard let field = field(for: proof.project, proof.member, form) else { return "" }
        let content = Form(
            ProjectPath.place(proof.project.id), request, form, content: "\(field)\(Button("projects.see-who", .secondary))")
        return Panel("projects.place-title", lead: "projects.place-lead", content.html).html
    }

    static func shown(_ answer: JSON) -> ShownPreview {
        ShownPreview(.object(["gains", "gain_count", "losses", "loss_count"].map { ($0, answer[$0] ?? .null) }))
    }

    /// Who would see more and who less.
    static func preview(_ answer: JSON, lead: Phrase) -> HTML {
        """
        <p>\(lead)</p>
        \(people(answer["gains"], answer["gain_count"], "projects.gains", "projects.nobody-gains"))
        \(people(answer["losses"], answer["loss_count"], "projects.losses", "projects.nobody-loses"))
        """
    }

    /// Says that something else is shown than was confirmed; nothing where nothing was.
    static func changed(_ shown: ShownPreview, _ request: WebRequest) -> Notice? {
        shown.isOther(than: request) ? .warning("projects.changed-meanwhile") : nil
    }

    private static func people(_ items: JSON?, _ count: JSON?, _ title: Phrase, _ none: Phrase) -> HTML {
        let items = items?.array ?? []
        guard !items.isEmpty else { return "<p>\(none)</p>" }
        let rows = items.map { item -> [HTML] in
            let name = item["person"]?["name"]?.string ?? item["person"]?["email"]?.string ?? ""
            let projects = (item["projects"]?.array ?? []).compactMap { $0["name"]?.string }.map { Phrase.text($0) }
            return ["\(name)", "\(Phrase.all(projects))"]
        }
        let rest = (count?.integer).map(Int.init).map { $0 - items.count } ?? 0
        let more: HTML? = rest > 0 ? "<p class=\"quiet\">\(words: "projects.and-more-people", ["count": rest])</p>" : nil
        let table = Table(title, [.init("users.name", .name), .init("projects.title", .name)], rows: rows, showsCaption: true)
        return "\(table)\(more)"
    }

    @Sendable private static func move(_ proof: ManagedProject, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse {
        let project = proof.project
        let parent = request.form.text("parent")
        guard parent != project.parent ?? "" else {
            return .redirect(ProjectPath.settings(project.id), notice: .info("projects.lies-there"))
        }
        let body: [(String, JSON)] = [("parent", parent.isEmpty ? .null : .string(parent))]
        let preview: JSON
        do {
            preview = try await proof.member.api.call("PATCH", proof.apiPath, .object(body + [("preview", true)]))
            if shown(preview).isConfirmed(by: request) {
                _ = try await proof.member.api.call("PATCH", proof.apiPath, .object(body))
                return .redirect(ProjectPath.project(project.id), notice: .good(Phrase("projects.moved", ["name": project.name])))
            }
        } catch let problem as Problem where problem.isForTheReader {
            return ProjectRoutes.editPage(proof, request, site, place: FormState(request.form, problem, status: problem.status))
        }
        let path = ProjectList(proof.member.account.projects).path(parent)
        let lead: Phrase =
            parent.isEmpty
            ? Phrase("projects.moves-to-top", ["name": project.name])
            : Phrase("projects.moves-below", ["name": project.name, "place": path])
        let buttons = Buttons(
            "\(Button("projects.move"))\(Button("projects.cancel", .plain, to: ProjectPath.settings(project.id)))")
        let form = Form(
            ProjectPath.place(project.id), request, content: "\(Hidden("parent", parent))\(shown(preview).hidden)\(buttons)")
        return .page(
            site.shell(proof.member).page(
                Phrase("projects.move-title", ["name": project.name]), request,
                back: (.text(project.name), ProjectPath.settings(project.id)),
                content: Panel(nil, "\(changed(shown(preview), request))\(Self.preview(preview, lead: lead))\(form)").html))
    }
}

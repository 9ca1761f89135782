internal import Core
internal import Language
internal import ProductKit
internal import Web

/// Access keys: the credentials with which a program of one project signs in at the ID. The ID stores them. A secret is shown once.
enum AccessKeyRoutes {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(AccessKeyPath.list, as: MayView<AccessKeysArea>.self) { proof, request, site in
            let keys = try await keys(proof.member)
            let canMake = proof.mayManage && !proof.account.projects.isEmpty
            let action: HTML = canMake && !keys.isEmpty ? Button("access-keys.new", to: AccessKeyPath.new).html : ""
            return .page(
                site.shell(proof).page(
                    "access-keys.title", request, lead: "access-keys.lead",
                    actions: action, content: list(keys, proof, request, canMake: canMake)))
        }
        routes.get(AccessKeyPath.new, as: MayManage<AccessKeysArea>.self) { proof, request, site in newPage(proof, request, site) }
        routes.post(AccessKeyPath.list, as: MayManage<AccessKeysArea>.self, make)
        routes.get(AccessKeyPath.made, as: MayManage<AccessKeysArea>.self, showSecret)
        routes.get(AccessKeyPath.revocation, as: ManagedKey.self) { proof, request, site in
            let key = proof.key
            return .page(
                site.shell(proof.member).page(
                    Phrase("access-keys.revoke-title", ["name": key.name]), request, back: ("access-keys.title", AccessKeyPath.list),
                    content: Panel(
                        danger: true,
                        """
                        <p>\(words: "access-keys.revoke-lead", ["name": key.name, "project": key.project])</p>
                        \(Form(
                            AccessKeyPath.revocation(key.id), request,
                            content: "\(Buttons("""
                                \(Button("access-keys.revoke-it", .danger))\(Button("access-keys.keep-it", .plain, to: AccessKeyPath.list))
                                """))"))
                        """
                    ).html))
        }
        routes.post(AccessKeyPath.keeping, as: ManagedKey.self) { proof, _, _ in
            try await proof.member.api.call(
                "PATCH", ManagementPath.accessKey(proof.member.account.id, proof.key.id), ["kept": .bool(true)])
            return .redirect(AccessKeyPath.list, notice: .good(Phrase("access-keys.goes-on", ["name": proof.key.name])))
        }
        routes.post(AccessKeyPath.revocation, as: ManagedKey.self) { proof, request, site in
            try await proof.member.api.call("DELETE", ManagementPath.accessKey(proof.member.account.id, proof.key.id))
            return .redirect(AccessKeyPath.list, notice: .good(Phrase("access-keys.revoked", ["name": proof.key.name])))
        }
    }

    /// The keys of the project chosen in the bar, or of all projects that the member sees.
    private static func keys(_ member: InAccount) async throws -> [AccessKey] {
        try await AccessKey.all(of: member.account, member.api).filter { key in member.project.map { $0.id == key.projectID } ?? true }
    }

    private static func list(
        _ keys: [AccessKey], _ proof: MayView<AccessKeysArea>, _ request: WebRequest, canMake: Bool
    ) -> HTML {
        guard !keys.isEmpty else {
            let isNew = proof.account.projects.isEmpty && proof.account.mayManage(ProjectsArea.self)
            return EmptyState(
                "access-keys.none",
                canMake ? "access-keys.none-make" : isNew ? "access-keys.none-project-first" : "access-keys.none-here", icon: .key,
                action: canMake
                    ? Button("access-keys.new", to: AccessKeyPath.new).html
                    : isNew ? Button("projects.new", to: ProjectPath.new).html : ""
            ).html
        }
        let rows = keys.map { key -> [HTML] in
            let isOpen = key.makerLost != nil && !key.isKept
            let keep: HTML =
                isOpen
                ? Form(
                    AccessKeyPath.keeping(key.id), request, inline: true,
                    content: "<button class=\"secondary\">\(words: "access-keys.keep")<span class=\"hidden\"> \(key.name)</span></button>"
                ).html : ""
            let actions: HTML =
                proof.mayManage
                ? """
                \(keep)<a class="button plain" href="\(AccessKeyPath.revocation(key.id))">\(words: "access-keys.revoke")\
                <span class="hidden"> \(key.name)</span></a>
                """ : ""
            let lost = key.makerLost.map { Badge($0, isOpen ? .warning : .info).html }
            return [
                "\(key.name)<small><code>\(key.id)</code></small>", "\(key.project)", "\(key.maker) \(lost)",
                PageText.time(rfc3339: key.lastUsed) ?? "<span class=\"quiet\">\(words: "access-keys.never")</span>",
                PageText.time(rfc3339: key.made) ?? "",
                actions,
            ]
        }
        let open = keys.count { $0.makerLost != nil && !$0.isKept }
        let notice: HTML =
            open == 0
            ? ""
            : Panel(
                Phrase("access-keys.without-makers", ["count": open]), lead: "access-keys.without-makers-lead", ""
            ).html
        return """
            \(notice)<p class="count">\(words: "access-keys.count", ["count": keys.count])</p>
            \(Table(
                "access-keys.caption",
                [
                    .init("access-keys.key"), .init("messages.project", .name), .init("access-keys.made-by", .name),
                    .init("access-keys.last-used"), .init("access-keys.made"), .init("access-keys.actions", .actions),
                ], rows: rows))
            """
    }

    private static func newPage(
        _ proof: MayManage<AccessKeysArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) -> WebResponse {
        let projects = proof.account.projects.map { Choice($0.id, .text($0.name)) }
        guard !projects.isEmpty else {
            return .redirect(AccessKeyPath.list, notice: .info("access-keys.needs-project"))
        }
        let form = sent.starting(with: [("project", proof.member.project?.id)]).focusing("name")
        let name = TextField(
            "name", "projects.name", .text.limited(to: 100), in: form, hint: "access-keys.name-hint")
        let project = Select("project", "messages.project", projects, in: form, hint: "access-keys.project-hint")
        return .page(
            site.shell(proof).page(
                "access-keys.new", request, back: ("access-keys.title", AccessKeyPath.list),
                content: Form(
                    AccessKeyPath.list, request, form,
                    content: """
                        \(name)
                        \(project)
                        \(Buttons("\(Button("access-keys.make"))\(Button("projects.cancel", .plain, to: AccessKeyPath.list))"))
                        """
                ).html), showing: form)
    }

    @Sendable private static func make(
        _ proof: MayManage<AccessKeysArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        guard let project = proof.account.projects.first(where: { $0.id == request.form.text("project") }) else { throw Problem.notFound }
        let made: JSON
        do {
            made = try await proof.api.call(
                "POST", ManagementPath.accessKeys(proof.account.id),
                ["name": .string(request.form.text("name")), "project": .string(project.id)])
        } catch let problem as Problem where problem.isAboutInput {
            return newPage(proof, request, site, FormState(request.form, problem, status: problem.status))
        }
        let key = try NewAccessKey(made, project: project.name, for: proof)
        return .redirect(AccessKeyPath.made).with(try key.cookie(site, request))
    }

    @Sendable private static func showSecret(
        _ proof: MayManage<AccessKeysArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        guard let key = NewAccessKey(proof, request, site) else {
            return .redirect(AccessKeyPath.list, notice: .info("access-keys.shown-once"))
        }
        let example = Self.example(key.id, endpoint: try await site.tokenEndpoint(), site)
        var shell = site.shell(proof)
        shell.notice = .warning("access-keys.copy-now")
        return .page(
            shell.page(
                "access-keys.is-made", request,
                lead: Phrase("access-keys.for", ["name": key.name, "project": key.project]),
                back: ("access-keys.title", AccessKeyPath.list),
                content: """
                    \(Panel(nil, "\(CopyValue("access-keys.client-id", key.id))\(CopyValue("access-keys.client-secret", key.secret))"))
                    \(Panel(
                        "access-keys.how", lead: "access-keys.how-lead",
                        "<pre><code>\(example)</code></pre>"))
                    \(Buttons("\(Button("access-keys.copied", to: AccessKeyPath.list))"))
                    """)
        ).with(key.removal)
    }

    private static func example(_ id: String, endpoint: String, _ site: ProductSite) -> String {
        """
        curl -u '\(id):SECRET' -d grant_type=client_credentials \(endpoint)
        curl -H 'Authorization: Bearer TOKEN' '\(site.address.url(MessagePath.api.query([("limit", "50")])))'
        """
    }
}

extension Problem {
    static let unreadableAnswer = Problem(
        status: 502, code: "id-answer", title: "product.id-unreadable", detail: "product.id-unreadable-next")
}

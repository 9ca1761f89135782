internal import Core
internal import ProductKit
internal import Web

/// Access keys: the credentials with which a program of one project signs in at the ID. The ID stores them. A secret is shown once.
enum AccessKeyRoutes {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(AccessKeyPath.list, as: MayView<AccessKeysArea>.self) { proof, request, site in
            let keys = try await keys(proof.member)
            let canMake = proof.mayManage && !proof.account.projects.isEmpty
            let action: HTML = canMake && !keys.isEmpty ? Button("New access key", to: AccessKeyPath.new).html : ""
            return .page(
                site.shell(proof).page(
                    "Access keys", request, lead: "A program exchanges its key for a token, and reads its project’s messages with it.",
                    actions: action, content: list(keys, proof, request, canMake: canMake)))
        }
        routes.get(AccessKeyPath.new, as: MayManage<AccessKeysArea>.self) { proof, request, site in newPage(proof, request, site) }
        routes.post(AccessKeyPath.list, as: MayManage<AccessKeysArea>.self, make)
        routes.get(AccessKeyPath.made, as: MayManage<AccessKeysArea>.self, showSecret)
        routes.get(AccessKeyPath.revocation, as: ManagedKey.self) { proof, request, site in
            let key = proof.key
            return .page(
                site.shell(proof.member).page(
                    "Revoke \(key.name)", request, back: ("Access keys", AccessKeyPath.list),
                    content: Panel(
                        danger: true,
                        """
                        <p>Programs that use the key <strong>\(key.name)</strong> of \(key.project) are refused from their next request on, \
                        also with tokens they already hold. This cannot be undone; a new key can be made at any time.</p>
                        \(Form(
                            AccessKeyPath.revocation(key.id), request,
                            content: Buttons("\(Button("Revoke the key", .danger))\(Button("Keep it", .plain, to: AccessKeyPath.list))").html))
                        """
                    ).html))
        }
        routes.post(AccessKeyPath.keeping, as: ManagedKey.self) { proof, _, _ in
            try await proof.member.api.call(
                "PATCH", ManagementPath.accessKey(proof.member.account.id, proof.key.id), ["kept": .bool(true)])
            return .redirect(AccessKeyPath.list, notice: .good("The key \(proof.key.name) goes on working."))
        }
        routes.post(AccessKeyPath.revocation, as: ManagedKey.self) { proof, request, site in
            try await proof.member.api.call("DELETE", ManagementPath.accessKey(proof.member.account.id, proof.key.id))
            return .redirect(AccessKeyPath.list, notice: .good("The key \(proof.key.name) no longer works."))
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
                "No access key yet",
                canMake
                    ? "Make a key for each program that should read messages. Its secret is shown once."
                    : isNew
                        ? "A key reads the messages of one project, so begin with a project."
                        : "Access keys of your projects appear here.", icon: .key,
                action: canMake
                    ? Button("New access key", to: AccessKeyPath.new).html
                    : isNew ? Button("New project", to: ProjectPath.new).html : ""
            ).html
        }
        let rows = keys.map { key -> [HTML] in
            let isOpen = key.makerLost != nil && !key.isKept
            let keep: HTML =
                isOpen
                ? Form(
                    AccessKeyPath.keeping(key.id), request, inline: true,
                    content: "<button class=\"secondary\">Keep<span class=\"hidden\"> \(key.name)</span></button>"
                ).html : ""
            let actions: HTML =
                proof.mayManage
                ? """
                \(keep)<a class="button plain" href="\(AccessKeyPath.revocation(key.id))">Revoke<span class="hidden"> \(key.name)</span></a>
                """ : ""
            let lost = key.makerLost.map { Badge($0, isOpen ? .warning : .info).html }
            return [
                "\(key.name)<small><code>\(key.id)</code></small>", "\(key.project)", "\(key.maker) \(lost)",
                PageText.time(rfc3339: key.lastUsed) ?? "<span class=\"quiet\">Never</span>", PageText.time(rfc3339: key.made) ?? "",
                actions,
            ]
        }
        let open = keys.count { $0.makerLost != nil && !$0.isKept }
        let notice: HTML =
            open == 0
            ? ""
            : Panel(
                "\(PageText.count(open, "key works", "keys work")) on without whoever made \(open == 1 ? "it" : "them")",
                lead: "Keys belong to their projects. Keep what a program still needs, and revoke the rest.", ""
            ).html
        return """
            \(notice)<p class="count">\(PageText.count(keys.count, "access key", "access keys"))</p>
            \(Table(
                "Access keys, newest first",
                [.init("Key"), .init("Project", .name), .init("Made by", .name), .init("Last used"), .init("Made"), .init("Actions", .actions)], rows: rows))
            """
    }

    private static func newPage(
        _ proof: MayManage<AccessKeysArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) -> WebResponse {
        let projects = proof.account.projects.map { Choice($0.id, $0.name) }
        guard !projects.isEmpty else {
            return .redirect(AccessKeyPath.list, notice: .info("An access key belongs to a project, and none is yours yet."))
        }
        let form = sent.starting(with: [("project", proof.member.project?.id)]).focusing("name")
        let name = TextField(
            "name", "Name", .text.limited(to: 100), in: form, hint: "The program it is for, such as Order service.")
        let project = Select("project", "Project", projects, in: form, hint: "The key reads this project’s messages and no others.")
        return .page(
            site.shell(proof).page(
                "New access key", request, back: ("Access keys", AccessKeyPath.list),
                content: Form(
                    AccessKeyPath.list, request, form,
                    content: """
                        \(name)
                        \(project)
                        \(Buttons("\(Button("Make the key"))\(Button("Cancel", .plain, to: AccessKeyPath.list))"))
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
        return .redirect(AccessKeyPath.made).with(try key.cookie(site))
    }

    @Sendable private static func showSecret(
        _ proof: MayManage<AccessKeysArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        guard let key = NewAccessKey(proof, request, site) else {
            let advice = "A new key’s secret is shown once. If it was not copied, revoke that key and make another."
            return .redirect(AccessKeyPath.list, notice: .info(advice))
        }
        let example = Self.example(key.id, endpoint: try await site.tokenEndpoint(), site)
        var shell = site.shell(proof)
        shell.notice = .warning("This is the only time the secret is shown. Copy it now to where your program keeps its secrets.")
        return .page(
            shell.page(
                "The key is made", request, lead: "\(key.name), for \(key.project)", back: ("Access keys", AccessKeyPath.list),
                content: """
                    \(Panel(nil, "\(CopyValue("Client id", key.id))\(CopyValue("Client secret", key.secret))"))
                    \(Panel(
                        "How it is used", lead: "Exchange the key for a token, then send the token with each request.",
                        "<pre><code>\(example)</code></pre>"))
                    \(Buttons("\(Button("I have copied it", to: AccessKeyPath.list))"))
                    """)
        ).with(NewAccessKey.removal)
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
        status: 502, code: "id-answer", title: "The sign-in service gave an answer we cannot read.", detail: "Try again in a moment.")
}

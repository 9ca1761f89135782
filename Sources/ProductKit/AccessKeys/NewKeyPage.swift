internal import Core
internal import Language
internal import Web

/// Making an access key, and the one page that shows its secret: of a new key, and of one that got a new secret.
enum NewKeyPage {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(AccessKeyPath.new, as: MayManage<AccessKeysArea>.self) { proof, request, site in page(proof, request, site) }
        routes.post(AccessKeyPath.list, as: MayManage<AccessKeysArea>.self, make)
        routes.get(AccessKeyPath.made, as: MayManage<AccessKeysArea>.self, showSecret)
    }

    private static func page(
        _ proof: MayManage<AccessKeysArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) -> WebResponse {
        let projects = site.hasProjects ? proof.account.projects.map { Choice($0.id, .text($0.name)) } : []
        guard !site.hasProjects || !projects.isEmpty else {
            return .redirect(AccessKeyPath.list, notice: .info("access-keys.needs-project"))
        }
        let first: [(String, String?)] = [("project", proof.member.project?.id), ("scopes", site.keyUse.scopes.first?.rawValue)]
        let form = sent.starting(with: first).focusing("name")
        let name = TextField("name", "projects.name", .text.limited(to: 100), in: form, hint: "access-keys.name-hint")
        let project: HTML =
            site.hasProjects ? Select("project", "messages.project", projects, in: form, hint: "access-keys.project-hint").html : ""
        let scopes = Choices("scopes", "access-keys.scopes", .many, KeyScopes.choices(site), in: form)
        return .page(
            site.shell(proof).page(
                "access-keys.new", request, back: ("access-keys.title", AccessKeyPath.list),
                content: Form(
                    AccessKeyPath.list, request, form,
                    content: """
                        \(name)
                        \(project)
                        \(scopes)
                        \(KeyLimitFields.html(form))
                        \(Buttons("\(Button("access-keys.make"))\(Button("projects.cancel", .plain, to: AccessKeyPath.list))"))
                        """
                ).html), showing: form)
    }

    @Sendable private static func make(
        _ proof: MayManage<AccessKeysArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let project = proof.account.projects.first { $0.id == request.form.text("project") }
        guard project != nil || !site.hasProjects else { throw Problem.notFound }
        let made: JSON
        do {
            let place: [(String, JSON)] = project.map { [("project", .string($0.id))] } ?? []
            let order: [(String, JSON)] =
                [("name", .string(request.form.text("name")))] + place + [
                    ("scopes", .array(request.form.all("scopes").map(JSON.string)))
                ]
            made = try await proof.api.call(
                "POST", ManagementPath.accessKeys(proof.account.id), .object(order + KeyLimitFields.order(request)))
        } catch let problem as Problem where problem.isAboutInput {
            let told = problem.renaming("expires_at", to: "last_day").saying("access-keys.choose-scope", of: "scopes")
            return page(proof, request, site, FormState(request.form, told, status: problem.status))
        }
        let key = try NewAccessKey(made, project: project?.name ?? "", for: proof)
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
        let until: HTML? = key.oldUntil.flatMap { PageText.time(rfc3339: $0) }.map {
            "<p>\(words: "access-keys.old-until") \($0).</p>"
        }
        return .page(
            shell.page(
                key.oldUntil == nil ? "access-keys.is-made" : "access-keys.is-renewed", request,
                lead: Phrase("access-keys.for", ["name": key.name, "project": key.project]),
                back: ("access-keys.title", AccessKeyPath.list),
                content: """
                    \(Panel(nil, "\(CopyValue("access-keys.client-id", key.id))\(CopyValue("access-keys.client-secret", key.secret))\(until)"))
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
        curl -H 'Authorization: Bearer TOKEN' \(site.keyUse.options)'\(site.address.url(site.keyUse.path))'
        """
    }
}

internal import Core
internal import Language
package import Web

/// Access keys: the credentials with which a program of one project signs in at the ID. The ID stores them. A secret is shown once.
package enum AccessKeyPages {
    package static func register(on routes: Routes<ProductSite>) {
        routes.get(AccessKeyPath.list, as: MayView<AccessKeysArea>.self) { proof, request, site in
            let keys = try await keys(proof.member)
            let canMake = proof.mayManage && (!site.hasProjects || !proof.account.projects.isEmpty)
            let action: HTML = canMake && !keys.isEmpty ? Button("access-keys.new", to: AccessKeyPath.new).html : ""
            return .page(
                site.shell(proof).page(
                    "access-keys.title", request, lead: site.hasProjects ? "access-keys.lead" : "access-keys.lead-of-account",
                    actions: action, content: list(keys, proof, request, site, canMake: canMake)))
        }
        NewKeyPage.register(on: routes)
        KeyPage.register(on: routes)
        routes.get(AccessKeyPath.revocation, as: ManagedKey.self) { proof, request, site in
            let key = proof.key
            return .page(
                site.shell(proof.member).page(
                    Phrase("access-keys.revoke-title", ["name": key.name]), request, back: ("access-keys.title", AccessKeyPath.list),
                    content: Panel(
                        danger: true,
                        """
                        <p>\(revoking(key))</p>
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

    private static func revoking(_ key: AccessKey) -> Phrase {
        key.projectID.isEmpty
            ? Phrase("access-keys.revoke-lead-of-account", ["name": key.name])
            : Phrase("access-keys.revoke-lead", ["name": key.name, "project": key.project])
    }

    /// The keys of the project chosen in the bar, or of all projects that the member sees.
    private static func keys(_ member: InAccount) async throws -> [AccessKey] {
        try await AccessKey.all(of: member.account, member.api).filter { key in member.project.map { $0.id == key.projectID } ?? true }
    }

    private static func list(
        _ keys: [AccessKey], _ proof: MayView<AccessKeysArea>, _ request: WebRequest, _ site: ProductSite, canMake: Bool
    ) -> HTML {
        guard !keys.isEmpty else {
            let isNew = site.hasProjects && proof.account.projects.isEmpty && proof.account.mayManage(ProjectsArea.self)
            let make: Phrase = site.hasProjects ? "access-keys.none-make" : "access-keys.none-make-of-account"
            return EmptyState(
                "access-keys.none",
                canMake ? make : isNew ? "access-keys.none-project-first" : "access-keys.none-here", icon: .key,
                action: canMake
                    ? Button("access-keys.new", to: AccessKeyPath.new).html
                    : site.areas.first { isNew && $0.id == ProjectsArea.id }.map { Button("projects.new", to: $0.path).html } ?? ""
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
            let from: HTML? = key.lastUsedFrom.map { "<small>\(words: "access-keys.from", ["network": $0])</small>" }
            return [
                "<a href=\"\(AccessKeyPath.key(key.id))\">\(key.name)</a><small>\(KeyScopes.title(key.scopes))</small>"
            ] + (site.hasProjects ? ["\(key.project)"] : []) + [
                "\(key.maker) \(lost)\(PageText.time(rfc3339: key.made).map { "<small>\($0)</small>" as HTML })",
                PageText.time(rfc3339: key.lastUsed).map { "\($0)\(from)" } ?? "<span class=\"quiet\">\(words: "access-keys.never")</span>",
                KeyPage.end(key, at: request.time),
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
                    .init("access-keys.key"),
                ] + (site.hasProjects ? [.init("messages.project", .name)] : []) + [
                    .init("access-keys.made-by", .name),
                    .init("access-keys.last-used"), .init("access-keys.ends"), .init("access-keys.actions", .actions),
                ], rows: rows))
            """
    }
}

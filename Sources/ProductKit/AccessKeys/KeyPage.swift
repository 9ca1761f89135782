package import Core
internal import Language
package import Web

/// One access key: what it may do, from where it came last, and what can be changed of it.
package enum KeyPage {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(AccessKeyPath.key, as: MayView<AccessKeysArea>.self) { proof, request, site in
            let id = try request.parameters(of: AccessKeyPath.key)
            return page(try await found(id, proof.account, proof.api), proof.member, mayManage: proof.mayManage, request, site)
        }
        routes.post(AccessKeyPath.key, as: ManagedKey.self, change)
        routes.post(AccessKeyPath.renewal, as: ManagedKey.self, renew)
    }

    /// A key of another project is treated as if it did not exist.
    private static func found(_ id: String, _ account: Me.Account, _ api: PersonAPI) async throws -> AccessKey {
        guard let key = AccessKey(try await api.call("GET", ManagementPath.accessKey(account.id, id))) else { throw Problem.notFound }
        return key
    }

    private static func page(
        _ key: AccessKey, _ member: InAccount, mayManage: Bool, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) -> WebResponse {
        let form = sent.starting(with: [("name", key.name)] + KeyLimitFields.filled(key, for: request.reader))
        return .page(
            site.shell(member).page(
                .text(key.name), request, lead: key.projectID.isEmpty ? nil : Phrase("access-keys.of-project", ["project": key.project]),
                back: ("access-keys.title", AccessKeyPath.list),
                content: """
                    \(Panel(nil, facts(key, request).html))
                    \(networks(key))
                    \(mayManage ? changes(key, form, request) : "" as HTML)
                    """), showing: form)
    }

    private static func facts(_ key: AccessKey, _ request: WebRequest) -> Definitions {
        let used: HTML =
            PageText.time(rfc3339: key.lastUsed).map { time -> HTML in
                let from: HTML? = key.lastUsedFrom.map { "<br>\(words: "access-keys.from", ["network": $0])" }
                let what: HTML? =
                    key.lastUsedFor.isEmpty ? nil : "<br>\(words: "access-keys.used-for", ["what": KeyScopes.title(key.lastUsedFor)])"
                return "\(time)\(from)\(what)"
            } ?? "<span class=\"quiet\">\(words: "access-keys.never")</span>"
        let made: HTML = "\(key.maker)\(PageText.time(rfc3339: key.made).map { "<br>\($0)" as HTML })"
        let from: HTML = key.networks.isEmpty ? "\(words: "access-keys.everywhere")" : "\(key.networks.joined(separator: ", "))"
        return Definitions([
            ("access-keys.client-id", "<code>\(key.id)</code>"), ("access-keys.scopes", "\(KeyScopes.title(key.scopes))"),
            ("access-keys.made-by", made), ("access-keys.ends", end(key, at: request.time)), ("access-keys.networks", from),
            ("access-keys.last-used", used),
        ])
    }

    /// When it ends, or that it has.
    package static func end(_ key: AccessKey, at now: Timestamp) -> HTML {
        guard let end = key.endsAt else { return "<span class=\"quiet\">\(words: "access-keys.no-end")</span>" }
        if key.isOver(at: now) { return Badge("access-keys.has-ended", .bad).html }
        let soon: HTML? = end <= now + .days(7) ? Badge("access-keys.ends-soon", .warning).html : nil
        return "\(PageText.date(end - .milliseconds(1))) \(soon)"
    }

    private static func networks(_ key: AccessKey) -> HTML {
        guard !key.seenFrom.isEmpty else { return "" }
        let rows = key.seenFrom.map { seen -> [HTML] in
            let refused: HTML? = seen.isRefused ? Badge("access-keys.refused", .bad).html : nil
            return [
                "\(seen.network) \(refused)", PageText.time(rfc3339: seen.first) ?? "", PageText.time(rfc3339: seen.last) ?? "",
            ]
        }
        let columns: [Table.Column] = [
            .init("access-keys.network", .name), .init("access-keys.first-seen"), .init("access-keys.last-seen"),
        ]
        return "<h2>\(words: "access-keys.seen-from")</h2>\(Table("access-keys.seen-from", columns, rows: rows))"
    }

    /// For how many hours an old secret may go on.
    private static let times = [0, 1, 24, 168]

    private static func changes(_ key: AccessKey, _ form: FormState, _ request: WebRequest) -> HTML {
        let name = TextField("name", "projects.name", .text.limited(to: 100), in: form)
        let change = Form(
            AccessKeyPath.key(key.id), request, form,
            content:
                "\(KeyLimitFields.shown(key, for: request.reader))\(name)\(KeyLimitFields.html(form))\(Buttons("\(Button("access-keys.save"))"))"
        )
        let times = times.map { hours in
            Choice(String(hours), hours == 0 ? "access-keys.old-at-once" : Phrase("access-keys.old-hours", ["count": hours]))
        }
        let renewal = Form(
            AccessKeyPath.renewal(key.id), request,
            content: """
                \(Select("old_for_hours", "access-keys.old-works", times, in: FormState().starting(with: [("old_for_hours", "24")])))
                \(Buttons("\(Button("access-keys.renew", .secondary))"))
                """)
        return """
            \(Panel("access-keys.change", change.html))
            \(Panel("access-keys.renew-title", lead: "access-keys.renew-lead", renewal.html))
            \(Panel(
                "access-keys.end-title", lead: "access-keys.end-lead", danger: true,
                Button("access-keys.revoke-it", .danger, to: AccessKeyPath.revocation(key.id)).html))
            """
    }

    @Sendable private static func change(_ proof: ManagedKey, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse {
        let member = proof.member
        let path = ManagementPath.accessKey(member.account.id, proof.key.id)
        do {
            let all = [("name", JSON.string(request.form.text("name")))] + (try KeyLimitFields.order(request, of: proof.key))
            let fields = ["expires_at": "last_day"]
            let changed = all.filter { KeyLimitFields.isChanged(fields[$0.0] ?? $0.0, request.form) }
            if !changed.isEmpty { try await member.api.call("PATCH", path, .object(changed)) }
        } catch let problem as Problem where problem.isAboutInput {
            let told = problem.renaming("expires_at", to: "last_day")
            let key = try await found(proof.key.id, member.account, member.api)
            return page(key, member.member, mayManage: true, request, site, FormState(request.form, told, status: problem.status))
        }
        return .redirect(AccessKeyPath.key(proof.key.id), notice: .good(Phrase("access-keys.saved", ["name": request.form.text("name")])))
    }

    @Sendable private static func renew(_ proof: ManagedKey, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse {
        guard let hours = Int(request.form.text("old_for_hours")), times.contains(hours) else { throw Problem.notFound }
        let path = ManagementPath.accessKeySecrets(proof.member.account.id, proof.key.id)
        let renewed = try await proof.member.api.call("POST", path, ["old_for_hours": .int(hours)])
        let key = try NewAccessKey(renewed, renewing: proof.key, for: proof.member)
        return .redirect(AccessKeyPath.made).with(try key.cookie(site, request))
    }
}

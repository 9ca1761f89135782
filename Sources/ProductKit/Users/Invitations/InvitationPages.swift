internal import Core
internal import Language
internal import Web

/// Pages to invite people, and to see, resend and withdraw invitations.
enum InvitationPages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(UserPath.invite, as: MayManage<UsersArea>.self) { proof, request, site in
            try await form(proof, request, site)
        }
        routes.post(UserPath.invite, as: MayManage<UsersArea>.self, invite)
        routes.get(UserPath.invitations, as: MayView<UsersArea>.self, list)
        routes.post(UserPath.resend, as: MayManage<UsersArea>.self) { proof, request, _ in
            let id = try request.parameters(of: UserPath.resend)
            try await proof.api.call("POST", ManagementPath.resends(proof.account.id, id.text), .object([]))
            return .redirect(UserPath.invitations, notice: .good("users.invitation-resent"))
        }
        routes.post(UserPath.withdrawal, as: MayManage<UsersArea>.self) { proof, request, _ in
            let id = try request.parameters(of: UserPath.withdrawal)
            try await proof.api.call("DELETE", ManagementPath.invitation(proof.account.id, id.text))
            return .redirect(UserPath.invitations, notice: .good("users.invitation-withdrawn"))
        }
    }

    private static func form(
        _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState(),
        member: String? = nil
    ) async throws -> WebResponse {
        let roles = try await proof.api.roles(in: proof.account)
        let projects = try await proof.api.projects(in: proof.account)
        let form = form.focusing("email")
        let email = TextField("email", "users.email", .email, in: form, hint: "users.email-hint")
        let known = member.map { Buttons(Button("users.open-page", .secondary, to: UserPath.member($0)).html).html }
        let content = Form(
            UserPath.invite, request, form,
            content: """
                \(known)\(email)\(RoleFields(roles: roles, projects: projects, form: form))\(messageField(form))\
                \(Buttons("\(Button("users.send-invitation"))\(Button("product.cancel", .plain, to: UserPath.list))"))
                """)
        return .page(
            site.shell(proof).page(
                "users.invite", request, lead: Phrase("users.invite-lead", ["account": proof.account.name]),
                back: ("users.title", UserPath.list),
                actions: Button("users.invite-many", .secondary, to: UserPath.inviteMany).html,
                content: "\(Panel(nil, content.html))\(RoleMatrix(roles: roles, areas: site.areas).folded)"),
            showing: form)
    }

    static func messageField(_ form: FormState) -> TextArea {
        TextArea("message", "users.message", rows: 3, in: form, hint: "users.note-hint")
    }

    @Sendable private static func invite(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let email = request.form.text("email")
        let role = request.form.text("role")
        let roles = try await proof.api.roles(in: proof.account)
        let chosen = roles.first { $0.id == role }
        var errors: [FieldError] = []
        if EmailAddress(email) == nil { errors.append(FieldError("email", "users.enter-email")) }
        if chosen == nil { errors.append(FieldError("role", "users.choose-role")) }
        guard errors.isEmpty, let chosen else { return try await form(proof, request, site, FormState(request.form, errors)) }
        var body: [(String, JSON)] = [("email", .string(email)), ("role", .string(role))]
        if chosen.needsProjects { body += GivenProjects(request.form).body }
        let message = request.form.text("message")
        if !message.isEmpty { body.append(("message", .string(message))) }
        do {
            try await proof.api.call("POST", ManagementPath.invitations(proof.account.id), .object(body))
        } catch let problem as Problem where problem.isForTheReader {
            return try await form(proof, request, site, FormState(request.form, problem), member: problem.member)
        }
        return .redirect(UserPath.invitations, notice: .good(Phrase("users.invited", ["email": email])))
    }

    private static func terms(_ item: JSON) -> HTML {
        let projects = (item["projects"]?.array).map(Me.Project.list)
        let below = (item["below"]?.array ?? []).compactMap(\.string)
        let names: Phrase =
            projects.map { .all($0.map { GrantText.name($0, below: below) }) } ?? "product.all-projects"
        let seen: HTML? = projects?.isEmpty == true ? nil : "<small>\(names)</small>"
        return "\(Me.Role(item["role"])?.title ?? "product.no-role")\(seen)"
    }

    private static func inviter(_ item: JSON) -> HTML {
        let by = item["invited_by"]
        let sent: HTML? = PageText.time(rfc3339: item["sent_at"]?.string).map { "<small>\($0)</small>" }
        return "\(by?["name"]?.string.map { Phrase.text($0) } ?? "users.by-operator")\(sent)"
    }

    private static func status(_ word: String?) -> HTML {
        switch word {
        case "expired": Badge("users.expired", .warning).html
        case "void": "\(Badge("users.void", .bad))<small>\(words: "users.void-why")</small>"
        case "undeliverable": "\(Badge("users.undeliverable", .bad))<small>\(words: "users.undeliverable-why")</small>"
        case "accepted": Badge("users.accepted", .good).html
        case "withdrawn": Badge("users.withdrawn", .info).html
        default: Badge("users.open", .info).html
        }
    }

    @Sendable private static func list(_ proof: MayView<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse
    {
        let after = request.query["after"]
        let isOver = request.query["state"] == "ended"
        let state: [(String, String?)] = isOver ? [("state", "ended")] : []
        let query = [("limit", "50"), ("after", after)] + state
        let answer = try await proof.api.call("GET", ManagementPath.invitations(proof.account.id).query(query))
        let items = answer["items"]?.array ?? []
        let rows = items.map { item -> [HTML] in
            let id = item["id"]?.string.flatMap { InvitationID($0) }
            let actions: HTML? = (proof.mayManage && !isOver ? id : nil).map { id in
                """
                \(Form(UserPath.resend(id), request, inline: true, content: Button("users.send-again", .secondary).html))\
                \(Form(UserPath.withdrawal(id), request, inline: true, content: Button("users.withdraw", .danger).html))
                """
            }
            return [
                PageText.breakable(item["email"]?.string ?? ""), terms(item), inviter(item),
                status(item["status"]?.string),
                PageText.time(rfc3339: item["expires_at"]?.string) ?? "", actions ?? "",
            ]
        }
        let empty = EmptyState("users.no-invitations", "users.no-invitations-text", icon: .people)
        let next = answer["next"]?.string
        let older = next.map { UserPath.invitations.query(state + [("after", $0)]) }
        let newer = after == nil ? nil : UserPath.invitations.query(state)
        let other: HTML =
            isOver
            ? "<p><a href=\"\(UserPath.invitations)\">\(words: "users.open-invitations")</a></p>"
            : "<p><a href=\"\(UserPath.invitations.query([("state", "ended")]))\">\(words: "users.ended-invitations")</a></p>"
        let table = Table(
            isOver ? "users.ended-invitations" : "users.open-invitations",
            [
                .init("users.email"), .init("users.role-and-projects"), .init("users.invited-by"),
                .init("users.status"), .init("users.good-until"),
                .init("product.actions", .actions),
            ], rows: rows)
        return .page(
            site.shell(proof).page(
                "users.invitations", request, actions: proof.mayManage ? Button("users.invite", to: UserPath.invite).html : HTML(),
                content: """
                    \(UsersPages.tabs("invitations"))\(rows.isEmpty ? empty.html : table.html)
                    \(Paging(newer: newer, older: older))\(other)
                    """))
    }
}

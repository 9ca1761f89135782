internal import Core
internal import Language
internal import Web

/// People who were chosen, and what is to be done to all of them.
struct Selection {
    let members: [String]
    let act: SelectionAct
    /// The list as it was.
    let back: Path

    func fields(
        _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState()
    ) async throws -> WebResponse {
        let projects = try await proof.api.projects(in: proof.account)
        let roles = act == .role ? try await proof.api.roles(in: proof.account) : []
        let matrix: HTML = roles.isEmpty ? "" : RoleMatrix(roles: roles, areas: site.areas).folded
        let choice: HTML =
            act == .role
            ? RoleFields(roles: roles, projects: projects, form: form).html
            : ProjectFields(projects: projects, form: form, hint: "users.these-instead").html
        let buttons = Buttons("\(Button("users.see-change"))\(Button("product.cancel", .plain, to: back))")
        return page(proof, request, site, Panel(nil, self.form(request, "preview", form, "\(choice)\(buttons)").html).html + matrix, form)
    }

    func preview(
        _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState()
    ) async throws -> WebResponse {
        guard let body = try await body(proof, request) else {
            return try await fields(proof, request, site, FormState(request.form, "role", "users.choose-role"))
        }
        let outcomes: [MemberOutcome]
        do { outcomes = try await proof.api.change(members, in: proof.account, body, preview: true) } catch let problem as Problem
            where problem.isForTheReader
        { return try await fields(proof, request, site, FormState(request.form, problem)) }
        let count = outcomes.count { $0.kind == .changed }
        let summary = Phrase("users.would-change", ["count": count, "all": outcomes.count])
        let confirm: HTML =
            act == .remove ? TextField("confirm", Phrase("product.type-to-confirm", ["name": proof.account.name]), in: form).html : ""
        let again = Button("product.cancel", .plain, to: back)
        let buttons = Buttons(count == 0 ? again.html : "\(Button(act.title(count: count), act == .remove ? .danger : .primary))\(again)")
        let carried = HTML.join(
            [("role", request.form.text("role"))].filter { !$0.1.isEmpty }.map { Hidden($0.0, $0.1).html }
                + GivenProjects(request.form).fields.map { Hidden($0.0, $0.1).html })
        let sending = self.form(request, "do", form, "\(carried)\(count == 0 ? "" : confirm)\(buttons)")
        return page(proof, request, site, "<p>\(summary)</p>\(table(outcomes, site))\(sending)", form)
    }

    func carryOut(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse {
        if act == .remove, !proof.account.name.isTyped(as: request.form.text("confirm")) {
            let message = Phrase("users.type-name", ["name": proof.account.name])
            return try await preview(proof, request, site, FormState(request.form, "confirm", message))
        }
        guard let body = try await body(proof, request) else { return .redirect(back, notice: .bad("users.choose-role")) }
        let outcomes = try await proof.api.change(members, in: proof.account, body, preview: false)
        let changed = Phrase("users.changed-people", ["count": outcomes.count { $0.kind == .changed }])
        let refused = outcomes.filter { $0.kind == .refused }
        guard !refused.isEmpty else { return .redirect(back, notice: .good(.sentences([changed, "users.from-their-next-click"]))) }
        let notice = Notice.warning(.sentences([changed, Phrase("users.refused-people", ["count": refused.count])]))
        let buttons = Buttons("\(Button("users.back-to-list", .secondary, to: back))")
        return page(proof, request, site, "\(notice)\(table(refused, site))\(buttons)", FormState())
    }

    /// What is asked of the ID; nil if a role has to be chosen first.
    private func body(_ proof: MayManage<UsersArea>, _ request: WebRequest) async throws -> [(String, JSON)]? {
        let projects = GivenProjects(request.form).body
        switch act {
        case .role:
            let roles = try await proof.api.roles(in: proof.account)
            guard let role = roles.first(where: { $0.id == request.form.text("role") }) else { return nil }
            return [("act", "change"), ("role", .string(role.id))] + (role.needsProjects ? projects : [])
        case .projects: return [("act", "change")] + projects
        case .suspend: return [("act", "change"), ("status", "suspended")]
        case .admit: return [("act", "change"), ("status", "active")]
        case .remove: return [("act", "remove")]
        }
    }

    private func form(_ request: WebRequest, _ step: String, _ state: FormState, _ content: HTML) -> Form {
        // One field, because a form has only so many.
        let chosen = Hidden("members", members.joined(separator: ","))
        return Form(
            UserPath.selection.query(UserQuery(request).given), request, state,
            content: "\(Hidden("act", act.rawValue))\(Hidden("step", step))\(chosen)\(content)")
    }

    private func page(
        _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite, _ content: HTML, _ form: FormState
    ) -> WebResponse {
        .page(
            site.shell(proof).page(act.title(count: members.count), request, back: ("users.title", back), content: content),
            showing: form)
    }

    private func table(_ outcomes: [MemberOutcome], _ site: ProductSite) -> Table {
        let rows = outcomes.map { outcome -> [HTML] in
            let text = OutcomeText(outcome: outcome, areas: site.areas)
            let name: HTML = "<a href=\"\(UserPath.member(outcome.member))\">\(outcome.name)</a>"
            let gains: [HTML] = act.givesNothing ? [] : [outcome.kind == .changed ? OutcomeText.list(text.gains) : ""]
            let more = text.ends + (act == .remove ? [text.keysStay].compactMap(\.self) : [])
            let ends = HTML.join(more.map { "<small>\($0)</small>" })
            switch outcome.kind {
            case .refused: return [name, "\(Badge("users.is-refused", .bad))<small>\(outcome.problem?.words)</small>"] + gains + [ends]
            case .unchanged: return [name, "\(words: "users.stays")"] + gains + [""]
            case .changed:
                let isSame = outcome.rolesBefore == outcome.rolesAfter || act.givesNothing
                return [name, isSame ? text.before : "\(text.before) → \(text.after)"] + gains + ["\(OutcomeText.list(text.losses))\(ends)"]
            }
        }
        let columns: [Table.Column] =
            [.init("users.name"), .init("users.role")] + (act.givesNothing ? [] : [.init("users.gains", .name)])
            + [.init("users.loses", .name)]
        return Table(act.title(count: members.count), columns, rows: rows)
    }
}

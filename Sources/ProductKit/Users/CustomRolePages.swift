internal import Core
internal import Language
internal import Web

/// The roles that can be given here: what each opens, and those that the account makes for itself.
enum CustomRolePages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(UserPath.roles, as: MayView<UsersArea>.self, list)
        routes.get(UserPath.newOwnRole, as: MayManage<UsersArea>.self) { proof, request, site in
            page(nil, try await proof.api.roles(in: proof.account), proof, request, site)
        }
        routes.post(UserPath.newOwnRole, as: MayManage<UsersArea>.self) { proof, request, site in
            try await save(nil, try await proof.api.roles(in: proof.account), proof, request, site)
        }
        routes.get(UserPath.ownRole, as: MayManage<UsersArea>.self) { proof, request, site in
            let roles = try await proof.api.roles(in: proof.account)
            return page(try roles.own(request.parameters(of: UserPath.ownRole)), roles, proof, request, site)
        }
        routes.post(UserPath.ownRole, as: MayManage<UsersArea>.self) { proof, request, site in
            let roles = try await proof.api.roles(in: proof.account)
            return try await save(roles.own(request.parameters(of: UserPath.ownRole)), roles, proof, request, site)
        }
        routes.post(UserPath.ownRoleRemoval, as: MayManage<UsersArea>.self, remove)
    }

    @Sendable private static func list(_ proof: MayView<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse
    {
        let roles = try await proof.api.roles(in: proof.account)
        // Whoever may give the administrator's role is an administrator, and only they make roles (rule 2).
        let mayMake = roles.contains { $0.isAdministrator && $0.isGrantable }
        let note: HTML = mayMake ? "" : "<p class=\"quiet\">\(words: "users.roles-by-administrators")</p>"
        return .page(
            site.shell(proof).page(
                "users.title", request, lead: "users.roles-lead",
                actions: mayMake ? Button("users.make-role", to: UserPath.newOwnRole).html : "",
                content: "\(UsersPages.tabs("roles"))\(RoleMatrix(roles: roles, areas: site.areas))\(note)"))
    }

    private static func page(
        _ role: GrantableRole?, _ roles: [GrantableRole], _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite,
        _ sent: FormState = FormState()
    ) -> WebResponse {
        let hasProjects = roles.contains { $0.projects != "none" }
        let form = sent.starting(with: held(role, hasProjects)).focusing("name")
        let levels = ["", "view", "manage"].map { Choice($0, RoleMatrix.may($0)) }
        let fields: HTML = """
            \(TextField("name", "users.role-name", .text.limited(to: 100), in: form, hint: "users.role-name-hint"))
            \(TextField("description", "users.role-purpose", .text.limited(to: 100), in: form, optional: true))
            \(HTML.join(site.areas.map { Select(field(of: $0.id), $0.title, levels, in: form).html }))
            \(hasProjects ? projectChoice(form).html : "")
            """
        let buttons = Buttons(
            "\(Button(role == nil ? "users.make-role" : "users.save-role"))\(Button("product.cancel", .plain, to: UserPath.roles))")
        let path = role.map { UserPath.ownRole($0.id) } ?? UserPath.newOwnRole
        let removal = role.map { role in
            Panel(
                Phrase("users.remove-role", ["role": role.title]), lead: "users.remove-role-lead", danger: true,
                Form(
                    UserPath.ownRoleRemoval(role.id), request,
                    content: Button(Phrase("users.remove-role", ["role": role.title]), .danger).html
                ).html)
        }
        return .page(
            site.shell(proof).page(
                role?.title ?? "users.make-role", request, lead: role == nil ? "users.make-role-lead" : "users.change-role-lead",
                back: ("users.roles", UserPath.roles),
                content: "\(Panel(nil, Form(path, request, form, content: "\(fields)\(buttons)").html))\(removal)"), showing: form)
    }

    private static func projectChoice(_ form: FormState) -> Choices {
        Choices(
            "projects", "users.sees-projects", .one,
            ["assigned", "all", "none"].map { Choice($0, RoleMatrix.projects($0)) }, in: form, hint: "users.sees-projects-hint")
    }

    private static func field(of area: String) -> String { "area-" + area }

    private static func held(_ role: GrantableRole?, _ hasProjects: Bool) -> [(String, String)] {
        guard let role else { return hasProjects ? [("projects", "assigned")] : [] }
        return [("name", role.name), ("description", role.purpose), ("projects", role.projects)]
            + role.areas.map { (field(of: $0.key), $0.value) }
    }

    private static func save(
        _ role: GrantableRole?, _ roles: [GrantableRole], _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let form = request.form
        let areas = site.areas.compactMap { area -> (String, JSON)? in
            let action = form.text(field(of: area.id))
            return action.isEmpty ? nil : (area.id, .string(action))
        }
        let purpose = form.text("description")
        let projects = form.text("projects")
        let body: JSON = [
            "name": .string(form.text("name")), "description": purpose.isEmpty ? nil : .string(purpose), "areas": .object(areas),
            "projects": .string(projects.isEmpty ? "none" : projects),
        ]
        let account = proof.account.id
        do {
            if let role {
                let path = ManagementPath.role(account, role.id)
                let foreseen = try await proof.api.foresee("PATCH", path, body)
                guard foreseen.isConfirmed(by: request) else {
                    let sent = form.pairs.filter { !["_token", "confirmed"].contains($0.name) }.map { ($0.name, $0.value) }
                    return foreseen.page(
                        Phrase("users.change-role-named", ["role": role.title]), Button("users.save-role"), form: sent,
                        to: UserPath.ownRole(role.id), back: (role.title, UserPath.ownRole(role.id)), (proof, request, site))
                }
                try await proof.api.call("PATCH", path, body)
            } else {
                try await proof.api.call("POST", ManagementPath.roles(account), body)
            }
        } catch let problem as Problem where problem.isForTheReader {
            let sent = FormState(form, problem.renaming("areas", to: field(of: site.areas[0].id)))
            return page(role, roles, proof, request, site, sent)
        }
        let outcome = Phrase(role == nil ? "users.role-made" : "users.role-changed", ["role": form.text("name")])
        return .redirect(UserPath.roles, notice: .good(outcome))
    }

    @Sendable private static func remove(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let role = try await proof.api.roles(in: proof.account).own(request.parameters(of: UserPath.ownRoleRemoval))
        do { try await proof.api.call("DELETE", ManagementPath.role(proof.account.id, role.id)) } catch let problem as Problem
            where problem.isForTheReader
        {
            return .redirect(UserPath.ownRole(role.id), notice: .bad(problem.words))
        }
        return .redirect(UserPath.roles, notice: .good(Phrase("users.role-removed", ["role": role.title])))
    }
}

internal import Core
internal import Language
internal import Web

/// The roles that a group gives.
enum GroupRolePages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(UserPath.newGroupRole, as: MayManage<UsersArea>.self) { proof, request, site in
            let group = try await proof.api.group(request.parameters(of: UserPath.newGroupRole), in: proof.account)
            return try await page(group, nil, proof, request, site)
        }
        routes.post(UserPath.newGroupRole, as: MayManage<UsersArea>.self) { proof, request, site in
            let group = try await proof.api.group(request.parameters(of: UserPath.newGroupRole), in: proof.account)
            return try await save(group, nil, proof, request, site)
        }
        routes.get(UserPath.groupRole, as: MayManage<UsersArea>.self) { proof, request, site in
            let (group, grant) = try await found(proof, request.parameters(of: UserPath.groupRole))
            return try await page(group, grant, proof, request, site)
        }
        routes.post(UserPath.groupRole, as: MayManage<UsersArea>.self) { proof, request, site in
            let (group, grant) = try await found(proof, request.parameters(of: UserPath.groupRole))
            return try await save(group, grant, proof, request, site)
        }
        routes.post(UserPath.groupRoleRemoval, as: MayManage<UsersArea>.self, take)
        // For whoever loads the answer to that form again.
        routes.get(UserPath.groupRoleRemoval, as: MayManage<UsersArea>.self) { proof, request, _ in
            let (group, grant) = try await found(proof, request.parameters(of: UserPath.groupRoleRemoval))
            return .redirect(UserPath.groupRole(group.id, grant.id))
        }
    }

    static func table(_ group: Group) -> HTML {
        let rows = group.grants.map { grant -> [HTML] in
            let link: HTML = """
                <a href="\(UserPath.groupRole(group.id, grant.id))">\(words: "users.change-role")<span class="hidden"> \(grant.role.title)</span></a>
                """
            return ["\(grant.role.title)", GrantText.projects(grant), GrantText.lastDay(grant), GrantText.origin(grant), link]
        }
        let columns: [Table.Column] = [
            .init("users.role"), .init("users.projects", .name), .init("users.last-day"), .init("users.given"),
            .init("session.actions", .actions),
        ]
        let table: HTML = rows.isEmpty ? "<p>\(words: "users.gives-nothing-yet")</p>" : Table("users.gives", columns, rows: rows).html
        return "\(table)\(Buttons("\(Button("users.give-role", .secondary, to: UserPath.newGroupRole(group.id)))"))"
    }

    private static func found(_ proof: MayManage<UsersArea>, _ ids: (String, String)) async throws -> (Group, Member.Grant) {
        let group = try await proof.api.group(ids.0, in: proof.account)
        guard let grant = group.grants.first(where: { $0.id == ids.1 }) else {
            throw Answered(.redirect(UserPath.group(group.id), notice: .info("users.role-gone")))
        }
        return (group, grant)
    }

    private static func page(
        _ group: Group, _ grant: Member.Grant?, _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite,
        _ sent: FormState = FormState()
    ) async throws -> WebResponse {
        // No group gives the role of an administrator.
        let roles = try await proof.api.roles(in: proof.account).filter { !$0.isAdministrator }
        let projects = try await proof.api.projects(in: proof.account)
        let form = RolePages.form(sent, of: grant, request)
        let path = grant.map { UserPath.groupRole(group.id, $0.id) } ?? UserPath.newGroupRole(group.id)
        let fields = RoleFields(roles: roles, projects: projects, held: grant?.projects ?? [], form: form)
        let lastDay = GrantText.lastDayField(form)
        let buttons = Buttons("\(Button("users.save"))\(Button("product.cancel", .plain, to: UserPath.group(group.id)))")
        let removal: HTML? = grant.map { grant in
            let title = Phrase("users.take-role", ["role": grant.role.title])
            return Panel(
                title, lead: "users.take-group-role-lead", danger: true,
                Form(UserPath.groupRoleRemoval(group.id, grant.id), request, content: Button(title, .danger).html).html
            ).html
        }
        let change = Panel(nil, Form(path, request, form, content: "\(fields)\(lastDay)\(buttons)").html)
        return .page(
            site.shell(proof).page(
                grant.map { Phrase("users.role-of", ["role": $0.role.title, "name": group.name]) }
                    ?? Phrase("users.another-role-for", ["name": group.name]), request,
                lead: Phrase("users.counts-for", ["count": group.memberCount]), back: (.text(group.name), UserPath.group(group.id)),
                content: "\(change)\(removal)"), showing: form)
    }

    private static func save(
        _ group: Group, _ grant: Member.Grant?, _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let terms: RolePages.Terms
        switch try await RolePages.terms(proof, request, instead: grant) {
        case .read(let read): terms = read
        case .wrong(let form): return try await page(group, grant, proof, request, site, form)
        }
        let account = proof.account.id
        let method = grant == nil ? "POST" : "PATCH"
        let path = grant.map { ManagementPath.groupGrant(account, group.id, $0.id) } ?? ManagementPath.groupGrants(account, group.id)
        do {
            let foreseen = try await proof.api.foresee(method, path, .object(terms.body))
            guard foreseen.isConfirmed(by: request) else {
                let sent = ["grant", "role", "last_day"].map { ($0, request.form.text($0)) } + GivenProjects(request.form).fields
                return foreseen.page(
                    Phrase("users.group-would-give", ["group": group.name, "role": terms.role.title]), Button("users.save"), form: sent,
                    to: grant.map { UserPath.groupRole(group.id, $0.id) } ?? UserPath.newGroupRole(group.id),
                    back: (.text(group.name), UserPath.group(group.id)), (proof, request, site))
            }
            try await proof.api.call(method, path, .object(terms.body))
        } catch let problem as Problem where problem.isForTheReader {
            return try await page(
                group, grant, proof, request, site, FormState(request.form, problem.renaming("ends_at", to: "last_day")))
        }
        let outcome = Phrase("users.group-gives", ["group": group.name, "role": terms.role.title])
        return .redirect(UserPath.group(group.id), notice: .good(.sentences([outcome, "users.from-their-next-click"])))
    }

    @Sendable private static func take(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let (group, grant) = try await found(proof, request.parameters(of: UserPath.groupRoleRemoval))
        let path = ManagementPath.groupGrant(proof.account.id, group.id, grant.id)
        do {
            let foreseen = try await proof.api.foresee("DELETE", path)
            guard foreseen.isConfirmed(by: request) else {
                let title = Phrase("users.take-role", ["role": grant.role.title])
                return foreseen.page(
                    title, Button(title, .danger), to: UserPath.groupRoleRemoval(group.id, grant.id),
                    back: (.text(group.name), UserPath.group(group.id)), (proof, request, site))
            }
            try await proof.api.call("DELETE", path)
        } catch let problem as Problem where problem.isForTheReader {
            return .redirect(UserPath.group(group.id), notice: .bad(problem.words))
        }
        let outcome = Phrase("users.group-gives-no-longer", ["group": group.name, "role": grant.role.title])
        return .redirect(UserPath.group(group.id), notice: .good(.sentences([outcome, "users.from-their-next-click"])))
    }
}

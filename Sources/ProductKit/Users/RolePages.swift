internal import Core
internal import Language
internal import Web

/// The roles of a member, each with its projects and its end: one more is given, one is changed or taken.
enum RolePages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(UserPath.newRole, as: MayManage<UsersArea>.self) { proof, request, site in
            let member = try await proof.api.member(request.parameters(of: UserPath.newRole), in: proof.account)
            return try await page(member, nil, proof, request, site)
        }
        routes.post(UserPath.newRole, as: MayManage<UsersArea>.self) { proof, request, site in
            let member = try await proof.api.member(request.parameters(of: UserPath.newRole), in: proof.account)
            return try await submitted(member, nil, proof, request, site)
        }
        routes.get(UserPath.role, as: MayManage<UsersArea>.self) { proof, request, site in
            let (member, grant) = try await found(proof, request.parameters(of: UserPath.role))
            return try await page(member, grant, proof, request, site)
        }
        routes.post(UserPath.role, as: MayManage<UsersArea>.self) { proof, request, site in
            let (member, grant) = try await found(proof, request.parameters(of: UserPath.role))
            return try await submitted(member, grant, proof, request, site)
        }
        // For whoever loads the answer to that form again.
        routes.get(UserPath.roleRemoval, as: MayManage<UsersArea>.self) { proof, request, _ in
            let (member, grant) = try await found(proof, request.parameters(of: UserPath.roleRemoval))
            return .redirect(UserPath.role(member.id, grant.id))
        }
        routes.post(UserPath.roleRemoval, as: MayManage<UsersArea>.self, take)
    }

    private static func found(_ proof: MayManage<UsersArea>, _ ids: (String, String)) async throws -> (Member, Member.Grant) {
        let member = try await proof.api.member(ids.0, in: proof.account)
        guard let grant = member.ownGrants.first(where: { $0.id == ids.1 }) else {
            // Somebody else took it meanwhile.
            throw Answered(.redirect(UserPath.member(member.id), notice: .info("users.role-gone")))
        }
        return (member, grant)
    }

    /// Whoever holds a role that the reader may not give is changed by somebody who may (rule 2).
    static func isChangeable(_ member: Member, _ roles: [GrantableRole]) -> Bool {
        member.grants.allSatisfy { grant in roles.contains { $0.id == grant.role.id && $0.isGrantable } }
    }

    static func table(_ member: Member, changing: Bool) -> HTML {
        guard !member.grants.isEmpty else { return "" }
        let showsProjects = member.grants.contains { $0.projects?.isEmpty != true }
        let rows = member.grants.map { grant -> [HTML] in
            let link: HTML =
                grant.group.map { group in
                    let name = member.groups.first { $0.id == group }?.name ?? ""
                    return "<a href=\"\(UserPath.group(group))\">\(words: "users.in-group", ["group": name])</a>"
                } ?? """
                    <a href="\(UserPath.role(member.id, grant.id))">\(words: "users.change-role")<span class="hidden"> \(grant.role.title)</span></a>
                    """
            let projects = showsProjects ? [GrantText.projects(grant)] : []
            return ["\(grant.role.title)"] + projects + [GrantText.lastDay(grant), GrantText.origin(grant)] + (changing ? [link] : [])
        }
        let columns: [Table.Column] =
            [.init("users.role")] + (showsProjects ? [.init("users.projects", .name)] : [])
            + [.init("users.last-day"), .init("users.given")] + (changing ? [.init("session.actions", .actions)] : [])
        return Table(Phrase("users.roles-of", ["name": member.name]), columns, rows: rows).html
    }

    static func another(_ member: Member) -> HTML {
        Buttons("\(Button("users.another-role", .secondary, to: UserPath.newRole(member.id)))").html
    }

    /// What the form of a grant begins with.
    static func form(_ sent: FormState, of grant: Member.Grant?, _ request: WebRequest) -> FormState {
        let zone = request.reader.zone
        let end = grant?.endsAt.map { zone.calendarTime($0 - .milliseconds(1)).isoDate }
        let projects = (grant?.projects ?? []).map { ("projects", Optional($0.id)) } + (grant?.below ?? []).map { ("below", Optional($0)) }
        return sent.starting(with: [("role", grant?.role.id), ("last_day", end)] + projects)
    }

    /// The form by which a role is changed, or given where there is none. It is sent to `path`.
    static func fields(
        of member: Member, _ grant: Member.Grant?, _ choices: (roles: [GrantableRole], projects: [Me.Project]), _ request: WebRequest,
        _ form: FormState, to path: Path
    ) -> HTML {
        let asked = member.keys.filter { form.error(of: "key-" + $0.id) != nil || !form.all("key-" + $0.id).isEmpty }
        let unseen: HTML? = member.keys.count < member.keyCount ? member.keysStay.map { "<p>\($0)</p>" } : nil
        let role = RoleFields(roles: choices.roles, projects: choices.projects, held: grant?.projects ?? [], form: form)
        let lastDay = GrantText.lastDayField(form)
        let origin: HTML? = grant.map { "<p class=\"quiet\">\(words: "users.given"): \(GrantText.origin($0))</p>" }
        let more: HTML? =
            member.ownGrants.count == 1 && path == UserPath.member(member.id)
            ? Button("users.another-role", .plain, to: UserPath.newRole(member.id)).html : nil
        return Form(
            path, request, form,
            content: """
                \(Hidden("grant", grant?.id ?? ""))\(origin)\(role)\(lastDay)
                \(KeyFields(keys: asked, form: form, now: request.time))\(unseen)
                \(Buttons("\(Button("users.see-change"))\(more)\(Button("product.cancel", .plain, to: UserPath.list))"))
                """
        ).html
    }

    private static func page(
        _ member: Member, _ grant: Member.Grant?, _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite,
        _ sent: FormState = FormState()
    ) async throws -> WebResponse {
        let roles = try await proof.api.roles(in: proof.account)
        guard member.id != proof.account.member, isChangeable(member, roles) else { return .redirect(UserPath.member(member.id)) }
        let projects = try await proof.api.projects(in: proof.account)
        let form = form(sent, of: grant, request)
        let path = grant.map { UserPath.role(member.id, $0.id) } ?? UserPath.newRole(member.id)
        let removal: HTML? = grant.map { grant in
            let title = Phrase("users.take-role", ["role": grant.role.title])
            let button = Button(title, .danger)
            let lead = member.grants.count > 1 ? "users.take-role-lead" : "users.take-last-role-lead"
            // A key that is in use is asked about here too, if the ID asked when the role was to be taken.
            let asked = member.keys.filter { form.error(of: "key-" + $0.id) != nil }
            let keys = KeyFields(keys: asked, form: form, now: request.time)
            return Panel(
                title, lead: Phrase(lead, ["name": member.name]), danger: true,
                Form(UserPath.roleRemoval(member.id, grant.id), request, content: "\(keys)\(button)").html
            ).html
        }
        let title: Phrase =
            grant.map { Phrase("users.role-of", ["role": $0.role.title, "name": member.name]) }
            ?? Phrase("users.another-role-for", ["name": member.name])
        let change = Panel(nil, fields(of: member, grant, (roles, projects), request, form, to: path))
        return .page(
            site.shell(proof).page(
                title, request, lead: projects.isEmpty ? nil : "users.one-role-alone",
                back: (.text(member.name), UserPath.member(member.id)),
                content: "\(change)\(RoleMatrix(roles: roles, areas: site.areas).folded)\(removal)"), showing: form)
    }

    private static func submitted(
        _ member: Member, _ grant: Member.Grant?, _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        switch try await save(member, grant, proof, request) {
        case .done(let outcome): .redirect(UserPath.member(member.id), notice: outcome)
        case .refused(let form): try await page(member, grant, proof, request, site, form)
        case .foreseen(let outcome):
            RolePreview(
                member: member, outcome: outcome, path: grant.map { UserPath.role(member.id, $0.id) } ?? UserPath.newRole(member.id)
            ).page(proof, request, site)
        }
    }

    @Sendable private static func take(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let (member, grant) = try await found(proof, request.parameters(of: UserPath.roleRemoval))
        let keys = ["revoke", "keep"].flatMap { answer in
            KeyFields.chosen(answer, among: member.keys, in: request.form).map { (answer, Optional($0)) }
        }
        do {
            try await proof.api.call("DELETE", ManagementPath.grant(proof.account.id, member.id, grant.id).query(keys))
        } catch let problem as Problem where problem.isForTheReader {
            return try await page(member, grant, proof, request, site, FormState(request.form, problem))
        }
        let outcome = Phrase("users.role-taken", ["name": member.name, "role": grant.role.title])
        return .redirect(UserPath.member(member.id), notice: .good(.sentences([outcome, "users.from-next-click"])))
    }
}

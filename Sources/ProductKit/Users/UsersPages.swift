internal import Core
internal import Language
package import Web

/// The Users area that every product shares: who is in the account, with which role and projects.
package enum UsersPages {
    package static func register(on routes: Routes<ProductSite>) {
        UserList.register(on: routes)
        routes.get(UserPath.member, as: MayManage<UsersArea>.self) { proof, request, site in
            try await edit(proof, request, site)
        }
        routes.post(UserPath.member, as: MayManage<UsersArea>.self, change)
        routes.post(UserPath.status, as: MayManage<UsersArea>.self, changeStatus)
        SelectionPages.register(on: routes)
        RolePages.register(on: routes)
        CustomRolePages.register(on: routes)
        GroupPages.register(on: routes)
        GroupRolePages.register(on: routes)
        MemberGroups.register(on: routes)
        RemovalPages.register(on: routes)
        MemberRecoveryPages.register(on: routes)
        RequestPages.register(on: routes)
        DirectoryPages.register(on: routes)
        HistoryPage.register(on: routes)
        ActivityPages.register(on: routes)
        ReviewPages.register(on: routes)
        InvitationPages.register(on: routes)
        InvitationBatchPages.register(on: routes)
    }

    static func tabs(_ current: String) -> Tabs {
        Tabs(
            "users.lists",
            [
                ("users.people", UserPath.list, current == "people"), ("users.groups", UserPath.groups, current == "groups"),
                ("users.roles", UserPath.roles, current == "roles"), ("users.invitations", UserPath.invitations, current == "invitations"),
                ("users.requests", UserPath.requests, current == "requests"),
                ("users.directory", UserPath.directory, current == "directory"),
                ("users.review", UserPath.review, current == "review"), ("event.title", UserPath.activity, current == "activity"),
            ])
    }

    static func edit(
        _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) async throws -> WebResponse {
        let member = try await proof.api.member(request.parameters(of: UserPath.member), in: proof.account)
        let roles = try await proof.api.roles(in: proof.account)
        let projects = try await proof.api.projects(in: proof.account)
        let isSelf = member.id == proof.account.member
        let mayChange = !isSelf && RolePages.isChangeable(member, roles)
        // With one role or none, which is the rule, the role is changed on this page.
        let only = member.grants.count < 2 && member.grants.first?.group == nil
        let form = only ? RolePages.form(sent, of: member.grants.first, request) : sent
        let change: HTML =
            switch (mayChange, only) {
            case (false, _): "<p>\(unchangeable(isSelf: isSelf))</p>\(RolePages.table(member, changing: false))"
            case (true, true):
                RolePages.fields(of: member, member.grants.first, (roles, projects), request, form, to: UserPath.member(member.id))
            case (true, false): "\(RolePages.table(member, changing: true))\(RolePages.another(member))"
            }
        let matrix: HTML = mayChange && only ? RoleMatrix(roles: roles, areas: site.areas).folded : ""
        let removal = Panel(
            Phrase("users.remove-from", ["account": proof.account.name]), lead: "users.remove-lead", danger: true,
            Button(Phrase("users.remove", ["name": member.name]), .danger, to: UserPath.removal(member.id)).html)
        let others: HTML =
            mayChange
            ? """
            \(try await MemberGroups.panel(member, proof, request))
            \(MemberRecoveryPages.panel(member, proof, request))
            \(statusPanel(member, proof, request))
            \(removal)
            """ : ""
        let page = site.shell(proof).page(
            .text(member.name), request, lead: member.name == member.email ? nil : .text(member.email),
            back: ("users.title", UserPath.list),
            content:
                "\(MemberFacts(member: member).html)\(requests(of: member))\(Panel("users.role-and-projects", change))\(matrix)\(others)")
        return .page(page, showing: form)
    }

    /// What they ask for, each with the way to its answer.
    private static func requests(of member: Member) -> HTML? {
        guard !member.requests.isEmpty else { return nil }
        let items = member.requests.map { request -> HTML in
            let facts: KeyValuePairs<String, any PhraseArgument> = ["area": request.areaTitle, "time": request.askedAt]
            return
                "<li>\(words: "users.asks-since", facts) <a href=\"\(UserPath.request(request.id))\">\(words: "users.answer-it")</a></li>"
        }
        return Panel("users.requests", "<ul>\(items)</ul>").html
    }

    private static func unchangeable(isSelf: Bool) -> Phrase { isSelf ? "users.own-role" : "users.administrators-only" }

    /// Whether they may work here, and the button that changes it.
    private static func statusPanel(_ member: Member, _ proof: MayManage<UsersArea>, _ request: WebRequest) -> Panel {
        let (title, words, next, button): (Phrase, String, String, String) =
            switch member.status {
            case .active: ("users.suspend", "users.while-suspended", "suspended", "users.suspend-named")
            case .suspended: ("users.suspended", "users.suspended-now", "active", "users.let-in-again")
            case .held: ("users.held", "users.held-now", "active", "users.let-in-again")
            }
        let stay: HTML? = member.keysStay.map { "<p>\($0)</p>" }
        let content: HTML = """
            <p>\(words: words, ["name": member.name, "account": proof.account.name])</p>\(stay)\
            \(Hidden("status", next))\(Button(Phrase(button, ["name": member.name]), .secondary))
            """
        return Panel(title, Form(UserPath.status(member.id), request, content: content).html)
    }

    @Sendable private static func change(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let member = try await proof.api.member(request.parameters(of: UserPath.member), in: proof.account)
        // Somebody else gave one more role meanwhile: the page now shows which.
        guard member.ownGrants.count < 2 else { return .redirect(UserPath.member(member.id), notice: .info("users.several-roles-now")) }
        switch try await RolePages.save(member, member.ownGrants.first, proof, request) {
        case .done(let outcome): return .redirect(UserPath.list, notice: outcome)
        case .refused(let form): return try await edit(proof, request, site, form)
        case .foreseen(let outcome):
            return RolePreview(member: member, outcome: outcome, path: UserPath.member(member.id)).page(proof, request, site)
        }
    }

    @Sendable private static func changeStatus(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let member = try await proof.api.member(request.parameters(of: UserPath.member), in: proof.account)
        let status = request.form.text("status") == "suspended" ? "suspended" : "active"
        do {
            try await proof.api.call("PATCH", ManagementPath.member(proof.account.id, member.id), ["status": .string(status)])
        } catch let problem as Problem where problem.isForTheReader {
            return try await edit(proof, request, site, FormState(nil, problem))
        }
        let outcome = status == "suspended" ? "users.is-suspended" : "users.may-work-again"
        return .redirect(UserPath.list, notice: .good(Phrase(outcome, ["name": member.name])))
    }
}

/// The fields for the role and, if the role sees only assigned projects, for the projects.
struct RoleFields: Component {
    let roles: [GrantableRole]
    let projects: [Me.Project]
    /// The projects that the person is assigned to now. A role of another kind would remove these assignments.
    var held: [Me.Project] = []
    let form: FormState

    var html: HTML {
        let grantable = roles.filter(\.isGrantable)
        let assigned = grantable.filter(\.needsProjects).map(\.title)
        let rest: Phrase =
            held.isEmpty
            ? "users.other-roles" : Phrase("users.assignment-ends", ["projects": Phrase.all(held.map { .text($0.name) })])
        let projectField: HTML =
            assigned.isEmpty || projects.isEmpty
            ? ""
            : ProjectFields(
                projects: projects, form: form, hint: .sentences([Phrase("users.projects-for", ["roles": Phrase.all(assigned)]), rest])
            ).html
        let choices = grantable.map { Choice($0.id, $0.title, detail: $0.description, reveals: $0.needsProjects) }
        return RevealedFields(Choices("role", "users.role", .one, choices, in: form), projectField).html
    }
}

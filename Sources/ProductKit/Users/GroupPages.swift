internal import Core
internal import Language
internal import Web

/// The groups of an account: who is in each, and what it gives them.
enum GroupPages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(UserPath.groups, as: MayView<UsersArea>.self, list)
        routes.post(UserPath.groups, as: MayManage<UsersArea>.self, make)
        routes.get(UserPath.newGroup, as: MayManage<UsersArea>.self) { proof, request, site in newPage(proof, request, site) }
        routes.get(UserPath.group, as: MayManage<UsersArea>.self) { proof, request, site in try await page(proof, request, site) }
        routes.post(UserPath.group, as: MayManage<UsersArea>.self, rename)
        routes.post(UserPath.groupEnd, as: MayManage<UsersArea>.self, end)
        routes.post(UserPath.groupMemberRemoval, as: MayManage<UsersArea>.self, remove)
        // For whoever loads the answer to those forms again.
        routes.get(UserPath.groupEnd, as: MayManage<UsersArea>.self) { proof, request, _ in
            let group = try await proof.api.group(request.parameters(of: UserPath.groupEnd), in: proof.account)
            return .redirect(UserPath.group(group.id))
        }
        routes.get(UserPath.groupMemberRemoval, as: MayManage<UsersArea>.self) { proof, request, _ in
            let (group, member) = try request.parameters(of: UserPath.groupMemberRemoval)
            _ = try await proof.api.member(member, in: proof.account)
            return .redirect(UserPath.group(try await proof.api.group(group, in: proof.account).id))
        }
    }

    @Sendable private static func list(_ proof: MayView<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse
    {
        let groups = try await proof.api.groups(in: proof.account)
        let make: HTML = proof.mayManage ? Button("users.make-group", to: UserPath.newGroup).html : ""
        let rows = groups.map { group -> [HTML] in
            let name: HTML = proof.mayManage ? "<a href=\"\(UserPath.group(group.id))\">\(group.name)</a>" : "\(group.name)"
            let roles: HTML =
                group.grants.isEmpty ? "<span class=\"quiet\">\(words: "users.gives-nothing")</span>" : HTML.join(group.grants.map(line))
            return [name, roles, "\(Phrase.number(group.memberCount))"]
        }
        let columns: [Table.Column] = [.init("users.group", .name), .init("users.gives"), .init("users.people", .number)]
        let content: HTML =
            groups.isEmpty
            ? EmptyState("users.no-groups", "users.no-groups-next", icon: .people, action: make).html
            : Table("users.groups", columns, rows: rows).html
        return .page(
            site.shell(proof).page(
                "users.title", request, lead: Phrase("users.people-in", ["account": proof.account.name]),
                actions: groups.isEmpty ? "" : make, content: "\(UsersPages.tabs("groups"))\(content)"))
    }

    private static func line(_ grant: Member.Grant) -> HTML { "<div>\(grant.role.title): \(GrantText.projects(grant))</div>" }

    private static func newPage(
        _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState()
    ) -> WebResponse {
        let form = form.focusing("name")
        let name = TextField("name", "users.group-name", .text.limited(to: 100), in: form, hint: "users.group-name-hint")
        let buttons = Buttons("\(Button("users.make-group"))\(Button("product.cancel", .plain, to: UserPath.groups))")
        return .page(
            site.shell(proof).page(
                "users.make-group", request, lead: "users.groups-lead", back: ("users.groups", UserPath.groups),
                content: Form(UserPath.groups, request, form, content: "\(name)\(buttons)").html), showing: form)
    }

    @Sendable private static func make(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        do {
            let made = try await Group(
                proof.api.call("POST", ManagementPath.groups(proof.account.id), ["name": .string(request.form.text("name"))]))
            return .redirect(UserPath.group(made.id), notice: .good(Phrase("users.group-made", ["group": made.name])))
        } catch let problem as Problem where problem.isForTheReader {
            return newPage(proof, request, site, FormState(request.form, problem, status: problem.status))
        }
    }

    static func page(
        _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) async throws -> WebResponse {
        let group = try await proof.api.group(request.parameters(of: UserPath.group), in: proof.account)
        let after = request.query["after"]
        let listing = ManagementPath.groupMembers(proof.account.id, group.id).query([("limit", "50"), ("after", after)])
        let answer = try await proof.api.call("GET", listing)
        let members = try (answer["items"]?.array ?? []).map(Member.init)
        let form = sent.starting(with: [("name", group.name)])
        let name = TextField("name", "users.group-name", .text.limited(to: 100), in: form)
        let next = answer["next"]?.string.map { UserPath.group(group.id).query([("after", $0)]) }
        let content: HTML = """
            \(Panel("users.gives", GroupRolePages.table(group)))
            \(Panel("users.people", "\(people(members, group, request))\(Paging(start: after == nil ? nil : UserPath.group(group.id), next: next))"))
            \(Panel("users.group-name", Form(UserPath.group(group.id), request, form, content: "\(name)\(Button("users.rename-group", .secondary))").html))
            \(Panel("users.end-group", lead: "users.end-group-lead", danger: true,
                Form(UserPath.groupEnd(group.id), request, content: Button("users.end-group", .danger).html).html))
            """
        let page = site.shell(proof).page(
            .text(group.name), request, lead: Phrase("users.group-count", ["count": group.memberCount]),
            back: ("users.groups", UserPath.groups), content: content)
        return .page(page, showing: form)
    }

    private static func people(_ members: [Member], _ group: Group, _ request: WebRequest) -> HTML {
        guard !members.isEmpty else { return "<p>\(words: "users.group-empty")</p>" }
        let rows = members.map { member -> [HTML] in
            let button: HTML = """
                <button class="button secondary">\(words: "users.take-out")<span class="hidden"> \(member.name)</span></button>
                """
            let form = Form(UserPath.groupMemberRemoval(group.id, member.id), request, inline: true, content: button)
            return ["<a href=\"\(UserPath.member(member.id))\">\(member.name)</a>", PageText.breakable(member.email), form.html]
        }
        return Table(
            Phrase("users.in-group", ["group": group.name]),
            [.init("users.name"), .init("users.email"), .init("session.actions", .actions)], rows: rows
        ).html
    }

    @Sendable private static func rename(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let id = try request.parameters(of: UserPath.group)
        do {
            try await proof.api.call(
                "PATCH", ManagementPath.group(proof.account.id, id), ["name": .string(request.form.text("name"))])
        } catch let problem as Problem where problem.isForTheReader {
            return try await page(proof, request, site, FormState(request.form, problem))
        }
        return .redirect(UserPath.group(id), notice: .good("users.group-renamed"))
    }

    @Sendable private static func end(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let group = try await proof.api.group(request.parameters(of: UserPath.groupEnd), in: proof.account)
        let path = ManagementPath.group(proof.account.id, group.id)
        do {
            let foreseen = try await proof.api.foresee("DELETE", path)
            guard foreseen.isConfirmed(by: request) else {
                return foreseen.page(
                    Phrase("users.end-group-named", ["group": group.name]), Button("users.end-group", .danger),
                    to: UserPath.groupEnd(group.id), back: (.text(group.name), UserPath.group(group.id)), (proof, request, site))
            }
            try await proof.api.call("DELETE", path)
        } catch let problem as Problem where problem.isForTheReader {
            return .redirect(UserPath.group(group.id), notice: .bad(problem.words))
        }
        return .redirect(UserPath.groups, notice: .good(Phrase("users.group-ended", ["group": group.name])))
    }

    @Sendable private static func remove(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let (group, id) = try request.parameters(of: UserPath.groupMemberRemoval)
        let member = try await proof.api.member(id, in: proof.account)
        let groups = member.groups.map(\.id).filter { $0 != group }
        do {
            let foreseen = try await proof.api.foresee(groups: groups, of: member.id, in: proof.account)
            if let problem = foreseen.problem { throw problem }
            guard foreseen.isConfirmed(by: request) else {
                return foreseen.page(
                    Phrase("users.take-out-named", ["name": member.name]), Button("users.take-out"),
                    to: UserPath.groupMemberRemoval(group, member.id), back: ("users.group", UserPath.group(group)), (proof, request, site))
            }
            try await proof.api.call("DELETE", ManagementPath.groupMember(proof.account.id, group, member.id))
        } catch let problem as Problem where problem.isForTheReader {
            return .redirect(UserPath.group(group), notice: .bad(problem.words))
        }
        return .redirect(UserPath.group(group), notice: .good("users.taken-out"))
    }
}

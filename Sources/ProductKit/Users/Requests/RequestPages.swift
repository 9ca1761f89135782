internal import Core
internal import Language
internal import Web

/// The requests for access that wait in the account, and their answers.
enum RequestPages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(UserPath.requests, as: MayView<UsersArea>.self, list)
        routes.get(UserPath.request, as: MayManage<UsersArea>.self) { proof, request, site in
            try await page(found(proof, request.parameters(of: UserPath.request)), proof, request, site)
        }
        routes.post(UserPath.request, as: MayManage<UsersArea>.self, approve)
        routes.post(UserPath.denial, as: MayManage<UsersArea>.self, deny)
    }

    @Sendable private static func list(_ proof: MayView<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse
    {
        let after = request.query["after"]
        let path = ManagementPath.accessRequests(proof.account.id).query([("limit", "50"), ("after", after)])
        let answer = try await proof.api.call("GET", path)
        let rows = try (answer["items"]?.array ?? []).map(AccessRequest.init).map { item -> [HTML] in
            let name: HTML =
                proof.mayManage ? "<a href=\"\(UserPath.request(item.id))\">\(item.name)</a>" : "\(item.name)"
            return [name, PageText.breakable(item.email), "\(item.areaTitle)", "\(item.roles.title)", PageText.time(item.askedAt)]
        }
        let columns: [Table.Column] = [
            .init("users.name", .name), .init("users.email"), .init("users.asks-for"), .init("users.role"), .init("users.asked"),
        ]
        let table = Table("users.requests", columns, rows: rows)
        let empty = EmptyState("users.no-requests", "users.no-requests-text", icon: .people)
        let older = answer["next"]?.string.map { UserPath.requests.query([("after", $0)]) }
        return .page(
            site.shell(proof).page(
                "users.requests", request, lead: "users.requests-lead",
                content: """
                    \(UsersPages.tabs("requests"))\(rows.isEmpty ? empty.html : table.html)
                    \(Paging(newer: after == nil ? nil : UserPath.requests, older: older))
                    """))
    }

    /// Leads back to the list from a request that is over.
    private static func found(_ proof: MayManage<UsersArea>, _ id: String) async throws -> AccessRequest {
        let asked = try await AccessRequest(proof.api.call("GET", ManagementPath.accessRequest(proof.account.id, id)))
        guard !asked.isAnswered else { throw Answered(.redirect(UserPath.requests, notice: .info("users.request-answered"))) }
        return asked
    }

    private static func page(
        _ asked: AccessRequest, _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite,
        _ form: FormState = FormState()
    ) async throws -> WebResponse {
        let member = try await proof.api.member(asked.member, in: proof.account)
        let roles = try await proof.api.roles(in: proof.account)
        let opening = roles.filter { $0.areas[asked.area] != nil && $0.isGrantable }
        let projects = try await proof.api.projects(in: proof.account)
        let facts = Definitions([
            ("users.name", "<a href=\"\(UserPath.member(member.id))\">\(member.name)</a>"),
            ("users.email", PageText.breakable(member.email)),
            ("users.roles-before", "\(asked.roles.title)"), ("users.asked", PageText.time(asked.askedAt)),
        ])
        let mayAnswer = member.id != proof.account.member && RolePages.isChangeable(member, roles)
        let answers: HTML =
            switch (mayAnswer, opening.isEmpty) {
            case (false, _): "<p>\(words: member.id == proof.account.member ? "users.own-role" : "users.administrators-only")</p>"
            case (true, true):
                "<p>\(words: "users.no-role-to-give", ["area": asked.areaTitle])</p>\(denial(asked, request, form))"
            case (true, false):
                "\(approval(asked, opening, projects, request, form))\(matrix(opening, site))\(denial(asked, request, form))"
            }
        return .page(
            site.shell(proof).page(
                Phrase("users.request-of", ["name": asked.name, "area": asked.areaTitle]), request,
                back: ("users.requests", UserPath.requests), content: "\(facts)\(answers)"), showing: form)
    }

    private static func matrix(_ roles: [GrantableRole], _ site: ProductSite) -> HTML { RoleMatrix(roles: roles, areas: site.areas).folded }

    private static func approval(
        _ asked: AccessRequest, _ roles: [GrantableRole], _ projects: [Me.Project], _ request: WebRequest, _ form: FormState
    ) -> HTML {
        let fields = RoleFields(roles: roles, projects: projects, form: form)
        let content: HTML = "\(fields)\(GrantText.lastDayField(form))\(Buttons("\(Button("users.see-change"))"))"
        return Panel(
            "users.give-access", lead: Phrase("users.give-access-lead", ["name": asked.name]),
            Form(UserPath.request(asked.id), request, form, content: content).html
        ).html
    }

    private static func denial(_ asked: AccessRequest, _ request: WebRequest, _ form: FormState) -> HTML {
        let note = TextArea("note", "users.note", rows: 3, in: form, hint: "users.note-hint")
        let button = Button("users.deny", .secondary)
        return Panel(
            "users.deny-title", lead: Phrase("users.deny-lead", ["name": asked.name]),
            Form(UserPath.denial(asked.id), request, content: "\(note)\(Buttons("\(button)"))").html
        ).html
    }

    @Sendable private static func approve(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let asked = try await found(proof, request.parameters(of: UserPath.request))
        let terms: RolePages.Terms
        switch try await RolePages.terms(proof, request, instead: nil) {
        case .read(let read): terms = read
        case .wrong(let form): return try await page(asked, proof, request, site, form)
        }
        guard request.form.text("confirmed") == "yes" else {
            return try await preview(asked, terms, proof, request, site)
        }
        do {
            try await proof.api.call("POST", ManagementPath.approval(proof.account.id, asked.id), .object(terms.body))
        } catch let problem as Problem where problem.isForTheReader {
            return try await page(
                asked, proof, request, site, FormState(request.form, problem.renaming("ends_at", to: "last_day")))
        }
        let outcome = Phrase("users.has-role", ["name": asked.name, "role": terms.role.title])
        return .redirect(UserPath.requests, notice: .good(.sentences([outcome, "users.from-next-click", "users.told-by-mail"])))
    }

    private static func preview(
        _ asked: AccessRequest, _ terms: RolePages.Terms, _ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let member = try await proof.api.member(asked.member, in: proof.account)
        switch try await RolePages.foreseen(member, nil, terms.body, proof, request) {
        case .foreseen(let outcome):
            let path = UserPath.request(asked.id)
            return RolePreview(member: member, outcome: outcome, path: path, back: ("users.requests", path)).page(proof, request, site)
        case .refused(let form): return try await page(asked, proof, request, site, form)
        case .done(let notice): return .redirect(UserPath.requests, notice: notice)
        }
    }

    @Sendable private static func deny(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let asked = try await found(proof, request.parameters(of: UserPath.denial))
        do {
            let note = request.form.text("note")
            let body: [(String, JSON)] = note.isEmpty ? [] : [("note", .string(note))]
            try await proof.api.call("POST", ManagementPath.denial(proof.account.id, asked.id), .object(body))
        } catch let problem as Problem where problem.isForTheReader {
            return try await page(asked, proof, request, site, FormState(request.form, problem))
        }
        return .redirect(UserPath.requests, notice: .good(Phrase("users.denied", ["name": asked.name])))
    }
}

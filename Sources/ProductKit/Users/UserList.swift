internal import Core
internal import Language
internal import Web

/// The account's people: searched, filtered, ordered, counted, and as a file.
enum UserList {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(UserPath.list, as: MayView<UsersArea>.self, list)
        routes.get(UserPath.file, as: MayView<UsersArea>.self, file)
    }

    @Sendable private static func list(_ proof: MayView<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse
    {
        let query = UserQuery(request)
        let fields = try await UserFilters(proof, query, site)
        let after = request.query["after"]
        let answer: JSON
        do {
            answer = try await proof.api.call("GET", query.listing(of: proof.account, after: after, limit: 50))
        } catch let problem as Problem where problem.isForTheReader {
            // A role, a project or a page that is there no longer: what was asked stays in the fields.
            return .page(
                page(proof, request, site, "\(fields)\(ErrorSummary([FieldError("search", problem.words)]))"),
                showing: FormState(nil, problem, status: 400))
        }
        let members = try (answer["items"]?.array ?? []).map(Member.init)
        let count = answer["count"]?.integer.map(Int.init) ?? members.count
        let next = answer["next"]?.string.map { UserPath.list.query(query.given + [("after", $0)]) }
        let counted = Phrase(query.isNarrowed ? "users.found" : "users.count-in", ["count": count, "account": proof.account.name])
        let start = after == nil ? nil : UserPath.list.query(query.given)
        let results: HTML =
            members.isEmpty
            ? EmptyState(
                "users.none-fits", "users.none-fits-next", icon: .search,
                action: Button("users.show-all", .secondary, to: UserPath.list).html
            ).html
            : """
            <p class="count">\(counted) <a href="\(UserPath.file.query(query.given))">\(words: "list.csv")</a></p>
            \(acting(on: table(members, proof), count, members.count, proof, request, query))\(Paging(start: start, next: next))
            """
        return .page(page(proof, request, site, "\(fields)\(results)"))
    }

    private static func page(_ proof: MayView<UsersArea>, _ request: WebRequest, _ site: ProductSite, _ content: HTML) -> HTML {
        site.shell(proof).page(
            "users.title", request, lead: Phrase("users.people-in", ["account": proof.account.name]),
            actions: proof.mayManage ? Button("users.invite", to: UserPath.invite).html : HTML(),
            content: "\(UsersPages.tabs("people"))\(content)")
    }

    /// The list, in which people can be chosen by whoever manages them, and what may be done to those who are.
    private static func acting(
        on table: Table, _ count: Int, _ shown: Int, _ proof: MayView<UsersArea>, _ request: WebRequest, _ query: UserQuery
    ) -> HTML {
        guard proof.mayManage else { return table.html }
        let acts = [Choice("", "users.choose-act")] + SelectionAct.allCases.map { Choice($0.rawValue, $0.title) }
        let all: HTML =
            count > shown
            ? Choices("all", "users.whom", .many, [Choice("yes", Phrase("users.all-found", ["count": count]))]).html : ""
        let fields: HTML = """
            <div class="acts">\(Select("act", "users.with-chosen", acts))\(all)\(Buttons("\(Button("users.go-on", .secondary))"))</div>
            """
        return Form(
            UserPath.selection.query(query.given), request, content: "\(Hidden("step", "fields"))\(table)\(fields)"
        ).html
    }

    private static func table(_ members: [Member], _ proof: MayView<UsersArea>) -> Table {
        // A product whose roles have no projects needs no column for them.
        let showsProjects = members.contains { $0.grants.contains { $0.projects?.isEmpty != true } }
        let rows = members.map { member -> [HTML] in
            let isSelf = member.id == proof.account.member
            let name: HTML =
                proof.mayManage && !isSelf
                ? "<a href=\"\(UserPath.member(member.id))\">\(member.name)</a>"
                : "\(member.name)\(" \(words: "users.you")" as HTML, if: isSelf)"
            let box: HTML =
                proof.mayManage && !isSelf
                ? """
                <label class="pick"><input type="checkbox" name="member" value="\(member.id)">\
                <span class="hidden">\(words: "users.choose-person", ["name": member.name])</span></label>
                """ : ""
            let email: HTML = member.name == member.email ? "" : "<small>\(PageText.breakable(member.email))</small>"
            let who: HTML = "<div class=\"who\">\(box)<div>\(name)\(email)</div></div>"
            let lastSignIn = PageText.time(rfc3339: member.lastSignIn) ?? "<span class=\"quiet\">\(words: "users.not-yet")</span>"
            let factor: HTML =
                member.hasSecondFactor
                ? "\(words: "users.has-second-factor")" : "<span class=\"quiet\">\(words: "users.has-no-second-factor")</span>"
            return [who, GrantText.roles(member)] + (showsProjects ? [GrantText.projects(member)] : [])
                + [badge(member.status).html, factor, lastSignIn]
        }
        let columns: [Table.Column] =
            [.init("users.name"), .init("users.role")] + (showsProjects ? [.init("users.projects", .name)] : [])
            + [.init("users.status"), .init("users.second-factor"), .init("users.last-sign-in")]
        return Table(Phrase("users.people-in", ["account": proof.account.name]), columns, rows: rows)
    }

    static func badge(_ status: Member.Status) -> Badge {
        switch status {
        case .active: Badge("users.active", .good)
        case .suspended: Badge("users.suspended", .bad)
        case .held: Badge("users.held", .bad)
        }
    }

    /// Everybody who was asked for, whatever page is open.
    @Sendable private static func file(_ proof: MayView<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse
    {
        let query = UserQuery(request)
        var csv = CSV(header: ["name", "email", "roles", "projects", "status", "second_factor", "last_sign_in"])
        var after: String?
        repeat {
            let answer = try await proof.api.call("GET", query.listing(of: proof.account, after: after, limit: 200))
            for member in try (answer["items"]?.array ?? []).map(Member.init) { csv.append(line(member)) }
            after = answer["next"]?.string
        } while after != nil
        return .csv(csv, name: "people.csv")
    }

    private static func line(_ member: Member) -> [String] {
        let projects = member.grants.map { grant in grant.projects.map { $0.map(\.name).joined(separator: ", ") } ?? "all" }
        return [
            member.name, member.email, member.grants.map(\.role.name).joined(separator: "; "), projects.joined(separator: "; "),
            member.status.rawValue, member.hasSecondFactor ? "yes" : "no", member.lastSignIn ?? "",
        ]
    }
}

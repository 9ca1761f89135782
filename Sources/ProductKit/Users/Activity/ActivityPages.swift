internal import Core
internal import Language
internal import Web

/// What happened in the account, for whoever opens Users: by what it is about, by whom and when; also as a file.
enum ActivityPages {
    /// A file holds the newest of what was asked for.
    private static let mostInFile = 10_000

    static func register(on routes: Routes<ProductSite>) {
        routes.get(UserPath.activity, as: MayView<UsersArea>.self, list)
        routes.get(UserPath.activityFile, as: MayView<UsersArea>.self) { proof, request, _ in
            var csv = CSV(header: ["time", "action", "subject", "subject_id", "by", "by_id", "details", "id"])
            for event in try await events(proof, ActivityQuery(request)) { csv.append(line(event)) }
            return .csv(csv, name: "account-activity.csv")
        }
        routes.get(UserPath.activityJSON, as: MayView<UsersArea>.self) { proof, request, _ in
            let events = try await events(proof, ActivityQuery(request))
            return .file(JSON.array(events).bytes, type: "application/json", name: "account-activity.json")
        }
    }

    @Sendable private static func list(_ proof: MayView<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse
    {
        let query = ActivityQuery(request)
        let after = request.query["after"]
        let answer: JSON
        do {
            answer = try await proof.api.call("GET", query.listing(of: proof.account, after: after, limit: 50))
        } catch let problem as Problem where problem.isForTheReader {
            let fields = ActivityFilters(query: query, person: nil)
            return .page(
                page(proof, request, site, "\(fields)\(ErrorSummary([FieldError("since", problem.words)]))"),
                showing: FormState(nil, problem, status: 400))
        }
        let events = answer["items"]?.array ?? []
        let fields = ActivityFilters(query: query, person: events.first?["by"])
        let older = answer["next"]?.string.map { UserPath.activity.query(query.given + [("after", $0)]) }
        let newer = after == nil ? nil : UserPath.activity.query(query.given)
        let results: HTML =
            events.isEmpty
            ? EmptyState(
                "event.none", query.given.isEmpty ? "event.none-next" : "event.none-fits-next", icon: .search,
                action: query.given.isEmpty ? "" : Button("event.show-all", .secondary, to: UserPath.activity).html
            ).html
            : "\(files(query))\(table(events, query, proof))\(Paging(newer: newer, older: older))"
        return .page(page(proof, request, site, "\(fields)\(results)"))
    }

    private static func page(_ proof: MayView<UsersArea>, _ request: WebRequest, _ site: ProductSite, _ content: HTML) -> HTML {
        site.shell(proof).page(
            "users.title", request, lead: Phrase("event.lead", ["account": proof.account.name]),
            content: "\(UsersPages.tabs("activity"))\(content)")
    }

    private static func files(_ query: ActivityQuery) -> HTML {
        """
        <p class="count"><a href="\(UserPath.activityFile.query(query.given))">\(words: "list.csv")</a> \
        <a href="\(UserPath.activityJSON.query(query.given))">\(words: "event.json")</a></p>
        """
    }

    private static func table(_ events: [JSON], _ query: ActivityQuery, _ proof: MayView<UsersArea>) -> HTML {
        let rows = events.map { event -> [HTML] in
            let time: HTML = PageText.time(rfc3339: event["at"]?.string) ?? ""
            let lines = EventText(event).lines.map { "<div>\($0)</div>" as HTML }
            return [time, "\(HTML.join(lines))", subject(event, opens: proof.mayManage), by(event, query)]
        }
        let columns: [Table.Column] = [
            .init("users.when"), .init("users.what"), .init("event.about", .name), .init("users.by-whom"),
        ]
        return Table("event.title", columns, rows: rows).html
    }

    /// What was changed, with the way to it where it has a page that the reader opens, else to all that happened to it.
    private static func subject(_ event: JSON, opens: Bool) -> HTML {
        guard let id = event["subject"]?["id"]?.string else { return "" }
        let name: Phrase = event["subject"]?["name"]?.string.map { .text($0) } ?? "event.nameless"
        let isThere = event["subject"]?["exists"]?.bool == true
        let path: Path =
            switch (isThere && opens, id.prefix { $0 != "_" }) {
            case (true, "mem"): UserPath.member(id)
            case (true, "grp"): UserPath.group(id)
            case (true, "role"): UserPath.ownRole(id)
            default: UserPath.activity.query([("about", id)])
            }
        return "<a href=\"\(path)\">\(name)</a>"
    }

    private static func by(_ event: JSON, _ query: ActivityQuery) -> HTML {
        guard let id = event["by"]?["id"]?.string else { return "\(EventText.source(event))" }
        return "<a href=\"\(UserPath.activity.query(query.narrowed(by: id)))\">\(EventText.source(event))</a>"
    }

    private static func events(_ proof: MayView<UsersArea>, _ query: ActivityQuery) async throws -> [JSON] {
        var events: [JSON] = []
        var after: String?
        repeat {
            let answer = try await proof.api.call("GET", query.listing(of: proof.account, after: after, limit: 200))
            events += answer["items"]?.array ?? []
            after = answer["next"]?.string
        } while after != nil && events.count < mostInFile
        return events
    }

    private static func line(_ event: JSON) -> [String] {
        let kept = ["roles", "projects", "ends", "status", "group", "details", "changes"].compactMap { name -> (String, JSON)? in
            event[name].flatMap { $0 == .null || $0.object?.isEmpty == true ? nil : (name, $0) }
        }
        return [
            event["at"]?.string ?? "", event["action"]?.string ?? "", event["subject"]?["name"]?.string ?? "",
            event["subject"]?["id"]?.string ?? "", event["by"]?["name"]?.string ?? event["by"]?["email"]?.string ?? "",
            event["by"]?["id"]?.string ?? event["source"]?.string ?? "",
            kept.isEmpty ? "" : String(decoding: JSON.object(kept).bytes, as: UTF8.self), event["id"]?.string ?? "",
        ]
    }
}

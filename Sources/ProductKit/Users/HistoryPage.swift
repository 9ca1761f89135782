internal import Core
internal import Language
internal import Web

/// What happened to a member in this account: when, what and by whom.
enum HistoryPage {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(UserPath.history, as: MayManage<UsersArea>.self) { proof, request, site in
            let member = try await proof.api.member(request.parameters(of: UserPath.history), in: proof.account)
            let after = request.query["after"]
            let path = ManagementPath.memberEvents(proof.account.id, member.id)
            let answer = try await proof.api.call("GET", path.query([("limit", "50"), ("after", after)]))
            let rows = (answer["items"]?.array ?? []).map { event -> [HTML] in
                let time: HTML = PageText.time(rfc3339: event["at"]?.string) ?? ""
                return [time, "\(HTML.join(HistoryText(event).lines.map { "<div>\($0)</div>" }))", "\(by(event))"]
            }
            let older = answer["next"]?.string.map { UserPath.history(member.id).query([("after", $0)]) }
            let newer = after == nil ? nil : UserPath.history(member.id)
            let columns: [Table.Column] = [.init("users.when"), .init("users.what"), .init("users.by-whom")]
            let title = Phrase("users.history-of", ["name": member.name])
            return .page(
                site.shell(proof).page(
                    title, request, back: (.text(member.name), UserPath.member(member.id)),
                    content: "\(Table(title, columns, rows: rows))\(Paging(newer: newer, older: older))"))
        }
    }

    private static func by(_ event: JSON) -> Phrase {
        if let name = event["by"]?["name"]?.string ?? event["by"]?["email"]?.string { return .text(name) }
        return switch event["source"]?.string {
        case "operator": "users.by-operator"
        case "system": "users.by-server"
        case "directory": "users.by-directory"
        default: "users.by-somebody"
        }
    }
}

/// An event in words: a line for each thing that changed.
struct HistoryText {
    let lines: [Phrase]

    init(_ event: JSON) {
        let action = event["action"]?.string
        var lines: [Phrase] = []
        if let title = Self.title(action, event) { lines.append(title) }
        if let roles = Self.sides(event["roles"], Self.name) {
            let key = roles.before.isEmpty ? "users.given-roles" : "users.changed-roles"
            lines.append(Phrase(key, Self.facts(roles)))
        }
        if let projects = Self.sides(event["projects"], Self.name) {
            let key = projects.before.isEmpty ? "users.given-projects" : "users.changed-projects"
            lines.append(Phrase(key, Self.facts(projects)))
        }
        if let ends = Self.sides(event["ends"], Self.day) {
            let key = ends.before.isEmpty ? "users.given-end" : "users.changed-ends"
            lines.append(Phrase(key, Self.facts(ends)))
        }
        self.lines = lines.isEmpty ? ["users.changed"] : lines
    }

    private static func title(_ action: String?, _ event: JSON) -> Phrase? {
        let group: Phrase = event["group"]?["name"]?.string.map { .text($0) } ?? "users.closed-group"
        switch action {
        case "member.added": return "users.was-added"
        case "member.held": return "users.was-held"
        case "member.moved": return "users.was-moved"
        case "group.joined": return Phrase("users.joined-group", ["group": group])
        case "group.left": return Phrase("users.left-group", ["group": group])
        default:
            let status = event["status"]?["after"]?.array?.first?.string
            return status.map { $0 == "active" ? "users.was-let-in" : $0 == "held" ? "users.was-held" : "users.was-suspended" }
        }
    }

    private static func sides(_ change: JSON?, _ read: (JSON) -> Phrase?) -> (before: [Phrase], after: [Phrase])? {
        guard let before = change?["before"]?.array, let after = change?["after"]?.array else { return nil }
        return (before.compactMap(read), after.compactMap(read))
    }

    private static func facts(_ sides: (before: [Phrase], after: [Phrase])) -> KeyValuePairs<String, any PhraseArgument> {
        func list(_ phrases: [Phrase]) -> Phrase { phrases.isEmpty ? "users.none-before" : .all(phrases) }
        return ["before": list(sides.before), "after": list(sides.after)]
    }

    private static func name(_ json: JSON) -> Phrase? {
        Phrase(names: json["names"]) ?? json["name"]?.string.map { .text($0) } ?? "users.closed-project"
    }

    private static func day(_ json: JSON) -> Phrase? {
        json.string.flatMap { Timestamp(rfc3339: $0) }.map { Phrase.day($0 - .milliseconds(1)) }
    }
}

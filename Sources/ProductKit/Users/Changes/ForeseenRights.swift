internal import Core
internal import Language
internal import Web

/// Who would gain and who would lose what by a change of a group or of a role. It is shown before the change is made, and what is confirmed is
/// what is done: something else is shown anew.
struct ForeseenRights: Sendable {
    let outcomes: [MemberOutcome]
    /// Some may not be named.
    let count: Int
    private let shown: ShownPreview

    init(_ answer: JSON) throws {
        let items = answer["items"] ?? []
        outcomes = try (items.array ?? []).map(MemberOutcome.init)
        count = answer["count"]?.integer.map(Int.init) ?? outcomes.count
        shown = ShownPreview(.object([("items", items), ("count", answer["count"] ?? .null)]))
    }

    /// Whether the reader has seen this, or there is nothing to see.
    func isConfirmed(by request: WebRequest) -> Bool { count == 0 || shown.isConfirmed(by: request) }

    /// Why the change of somebody cannot be made.
    var problem: Problem? { outcomes.lazy.compactMap(\.problem).first }

    /// `form` has what the change says; it goes to `path` again.
    func page(
        _ title: Phrase, _ button: Button, form fields: [(String, String)] = [], to path: Path, back: (title: Phrase, path: Path),
        _ place: (proof: MayManage<UsersArea>, request: WebRequest, site: ProductSite)
    ) -> WebResponse {
        let hidden = HTML.join(fields.map { Hidden($0.0, $0.1).html } + [shown.hidden])
        let buttons = Buttons("\(button)\(Button("product.cancel", .plain, to: back.path))")
        let changed: Notice? = shown.isOther(than: place.request) ? .warning("users.changed-since-shown") : nil
        let rest: HTML? = count > outcomes.count ? "<p>\(words: "users.and-more-people", ["count": count - outcomes.count])</p>" : nil
        let content: HTML = """
            \(changed)<p>\(words: "users.rights-change", ["count": count])</p>\(table(place.site))\(rest)\
            \(Form(path, place.request, content: "\(hidden)\(buttons)"))
            """
        return .page(place.site.shell(place.proof).page(title, place.request, lead: "users.change-lead", back: back, content: content))
    }

    private func table(_ site: ProductSite) -> Table {
        let rows = outcomes.map { outcome -> [HTML] in
            let text = OutcomeText(outcome: outcome, areas: site.areas)
            let ends = HTML.join(text.ends.map { "<small>\($0)</small>" })
            return [
                "<a href=\"\(UserPath.member(outcome.member))\">\(outcome.name)</a>", OutcomeText.list(text.gains),
                "\(OutcomeText.list(text.losses))\(ends)",
            ]
        }
        return Table(
            "users.who-gains-and-loses", [.init("users.name"), .init("users.gains", .name), .init("users.loses", .name)], rows: rows)
    }
}

extension PersonAPI {
    /// What a change would bring, asked of the address at which it is made.
    func foresee(_ method: String, _ path: Path, _ body: JSON? = nil) async throws -> ForeseenRights {
        try await ForeseenRights(call(method, path.query([("preview", "true")]), body))
    }

    /// What it would bring to one member to be in these groups and no others.
    func foresee(groups: [String], of member: String, in account: Me.Account) async throws -> ForeseenRights {
        let body = Self.groups(groups, of: member) + [("preview", true)]
        let answer = try await call("POST", ManagementPath.memberChanges(account.id), .object(body))
        let items = (answer["items"]?.array ?? []).filter { $0["outcome"] != "unchanged" }
        return try ForeseenRights(["items": .array(items), "count": .integer(Int64(items.count))])
    }

    /// Throws why it cannot be.
    func set(groups: [String], of member: String, in account: Me.Account) async throws {
        let answer = try await call("POST", ManagementPath.memberChanges(account.id), .object(Self.groups(groups, of: member)))
        if let problem = try (answer["items"]?.array ?? []).map(MemberOutcome.init).first?.problem { throw problem }
    }

    private static func groups(_ groups: [String], of member: String) -> [(String, JSON)] {
        [("members", .array([.string(member)])), ("act", "groups"), ("groups", .array(groups.sorted().map(JSON.string)))]
    }
}

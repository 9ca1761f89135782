internal import Core
internal import Language
internal import Web

/// What the page of activity was asked for. The address is the question; days are those of UTC.
struct ActivityQuery: Sendable {
    private static let names = ["kind", "by", "about", "since", "until"]

    /// The fields that were filled in.
    let given: [(String, String?)]

    init(_ request: WebRequest) {
        given = Self.names.compactMap { name in
            let text = request.query.text(name)
            return text.isEmpty ? nil : (name, text)
        }
    }

    func narrowed(by person: String) -> [(String, String?)] { given.filter { $0.0 != "by" } + [("by", person)] }

    func text(_ name: String) -> String? { given.first { $0.0 == name }?.1 }

    func listing(of account: Me.Account, after: String?, limit: Int) -> Path {
        let asked = given.map { name, text in (name, ["since", "until"].contains(name) ? text.map { Self.start(of: $0, name) } : text) }
        return ManagementPath.events(account.id).query(asked + [("limit", String(limit)), ("after", after)])
    }

    /// The day's first moment; for the end, that of the next day. What is no day is the ID's to refuse.
    private static func start(of day: String, _ name: String) -> String {
        guard let time = Timestamp(rfc3339: day + "T00:00:00Z") else { return day }
        return (name == "until" ? time + .days(1) : time).rfc3339
    }

    var form: FormState { FormState(Values(given.map { ($0.0, $0.1 ?? "") }), []) }
}

/// The fields above the list.
struct ActivityFilters: Component {
    let query: ActivityQuery
    /// Whoever did the first event of the list, whose name goes with the choice of a person.
    let person: JSON?

    var html: HTML {
        let form = query.form
        let kept: HTML = query.text("about").map { "\(Hidden("about", $0))" } ?? ""
        return Filters(
            UserPath.activity, clearPath: query.given.isEmpty ? nil : UserPath.activity,
            content: """
                \(Select("kind", "event.kind", Self.kinds, in: form, optional: true))
                \(Select("by", "users.by-whom", actors, in: form, optional: true))
                \(TextField("since", "event.since", .date, in: form, optional: true))
                \(TextField("until", "event.until", .date, in: form, optional: true))\(kept)
                """
        ).html
    }

    /// A person is chosen by a link in the list.
    private var actors: [Choice] {
        var choices = [
            Choice("", "event.anybody"), Choice("operator", "users.by-operator"), Choice("system", "users.by-server"),
            Choice("directory", "users.by-directory"),
        ]
        if let id = query.text("by"), !choices.contains(where: { $0.value == id }) {
            let known = person?["id"]?.string == id ? person?["name"]?.string ?? person?["email"]?.string : nil
            choices.append(Choice(id, known.map { .text($0) } ?? "event.one-person"))
        }
        return choices
    }

    private static let kinds = [
        Choice("", "event.everything"), Choice("people", "users.people"), Choice("invitations", "users.invitations"),
        Choice("requests", "users.requests"), Choice("groups", "users.groups"), Choice("roles", "users.roles"),
        Choice("directory", "users.directory"), Choice("access-keys", "event.access-keys"), Choice("projects", "users.projects"),
        Choice("account", "event.account"),
    ]
}

internal import Core
internal import Language
internal import Web

/// What the Users page was asked for, by the names that the management API has for it. The address is the question.
struct UserQuery: Sendable {
    private static let names = ["search", "role", "opens", "project", "status", "second_factor", "signed_in", "order"]

    /// The fields that were filled in.
    let given: [(String, String?)]
    /// Whether fewer people than all were asked for.
    let isNarrowed: Bool

    init(_ request: WebRequest) {
        let given = Self.names.compactMap { name -> (String, String?)? in
            let text = request.query.text(name)
            return text.isEmpty ? nil : (name, text)
        }
        self.given = given
        isNarrowed = given.contains { $0.0 != "order" }
    }

    /// The list is by name where nothing else was chosen.
    func listing(of account: Me.Account, after: String?, limit: Int) -> Path {
        let order = given.contains { $0.0 == "order" } ? [] : [("order", Optional("name"))]
        return ManagementPath.members(account.id).query(given + order + [("limit", String(limit)), ("after", after)])
    }

    var form: FormState { FormState(Values(given.map { ($0.0, $0.1 ?? "") }), []) }
}

/// The fields above the list.
struct UserFilters: Component {
    private let query: UserQuery
    private let roles: [GrantableRole]
    private let areas: [AreaEntry]
    private let projects: [Me.Project]

    init(_ proof: MayView<UsersArea>, _ query: UserQuery, _ site: ProductSite) async throws {
        self.query = query
        roles = try await proof.api.roles(in: proof.account)
        areas = site.areas
        projects = proof.account.projects
    }

    var html: HTML {
        let form = query.form
        func choices(_ any: Phrase, _ rest: [Choice]) -> [Choice] { [Choice("", any)] + rest }
        let project: HTML =
            projects.isEmpty
            ? ""
            : Select(
                "project", "users.sees-project", choices("users.any-project", projects.map { Choice($0.id, .text($0.name)) }), in: form,
                optional: true
            ).html
        return Filters(
            UserPath.list, clearPath: query.isNarrowed ? UserPath.list : nil,
            content: """
                \(TextField("search", "users.search", .search, in: form, optional: true))
                \(Select("role", "users.role", choices("users.any-role", roles.map { Choice($0.id, $0.title) }), in: form, optional: true))
                \(Select("opens", "users.may-open", choices("users.any-area", areas.map { Choice($0.id, $0.title) }), in: form, optional: true))
                \(project)
                \(Select("status", "users.status", choices("users.any-status", Self.statuses), in: form, optional: true))
                \(Select("second_factor", "users.second-factor", choices("users.with-or-without", Self.factors), in: form, optional: true))
                \(Select("signed_in", "users.last-sign-in", choices("users.any-time", Self.signIns), in: form, optional: true))
                \(Select("order", "users.order", Self.orders, in: form, optional: true))
                """
        ).html
    }

    private static let statuses = [
        Choice("active", "users.active"), Choice("suspended", "users.suspended"), Choice("held", "users.held"),
        Choice("no-role", "product.no-role"),
    ]
    private static let factors = [
        Choice("yes", "users.has-second-factor"), Choice("no", "users.has-no-second-factor"),
        Choice("no-passkey", "users.has-no-passkey"),
    ]
    private static let signIns = [
        Choice("never", "users.never"), Choice("not-for-30-days", "users.not-for-30-days"),
        Choice("not-for-90-days", "users.not-for-90-days"), Choice("not-for-365-days", "users.not-for-a-year"),
    ]
    private static let orders = [
        Choice("", "users.by-name"), Choice("-name", "users.by-name-backwards"), Choice("role", "users.by-role"),
        Choice("-role", "users.by-role-backwards"), Choice("status", "users.by-status"), Choice("-status", "users.by-status-backwards"),
        Choice("last-sign-in", "users.by-last-sign-in"), Choice("-last-sign-in", "users.by-first-sign-in"),
        Choice("joined", "users.by-joined"), Choice("-joined", "users.by-joined-last"),
    ]
}

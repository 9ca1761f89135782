internal import Core
internal import Language
internal import Web

/// One act on several people: the list chooses them, this asks for what the act needs, shows what it brings to each, and does it.
enum SelectionPages {
    /// So many people may be chosen at once.
    private static let most = 1000

    static func register(on routes: Routes<ProductSite>) {
        // For whoever loads an answer again.
        routes.get(UserPath.selection, as: MayManage<UsersArea>.self) { _, request, _ in
            .redirect(UserPath.list.query(UserQuery(request).given))
        }
        routes.post(UserPath.selection, as: MayManage<UsersArea>.self, act)
    }

    @Sendable private static func act(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let back = UserPath.list.query(UserQuery(request).given)
        let members = try await chosen(proof, request)
        guard let act = SelectionAct(rawValue: request.form.text("act")), !members.isEmpty else {
            return .redirect(back, notice: .bad(members.isEmpty ? "users.choose-people" : "users.choose-act"))
        }
        let selection = Selection(members: members, act: act, back: back)
        switch request.form.text("step") {
        case "fields" where act.needsFields: return try await selection.fields(proof, request, site)
        case "do": return try await selection.carryOut(proof, request, site)
        default: return try await selection.preview(proof, request, site)
        }
    }

    /// Those whose boxes were checked, or all that the list's filters found.
    private static func chosen(_ proof: MayManage<UsersArea>, _ request: WebRequest) async throws -> [String] {
        let carried = request.form.text("members").split(separator: ",").map(String.init)
        guard request.form.text("all") == "yes" else { return Array((carried + request.form.all("member")).prefix(most)) }
        let query = UserQuery(request)
        var members: [String] = []
        var after: String?
        repeat {
            let answer = try await proof.api.call("GET", query.listing(of: proof.account, after: after, limit: 200))
            members += (answer["items"]?.array ?? []).compactMap { $0["id"]?.string }
            after = answer["next"]?.string
        } while after != nil && members.count < most
        // Nobody changes themselves.
        return members.prefix(most).filter { $0 != proof.account.member }
    }
}

/// What can be done to several people at once.
enum SelectionAct: String, CaseIterable {
    case role, projects, suspend, admit, remove

    /// Whether it needs to be said which role or which projects.
    var needsFields: Bool { self == .role || self == .projects }

    /// Whether it only takes.
    var givesNothing: Bool { self == .suspend || self == .remove }

    var title: Phrase {
        switch self {
        case .role: "users.change-roles"
        case .projects: "users.change-projects"
        case .suspend: "users.suspend"
        case .admit: "users.admit"
        case .remove: "users.remove-people"
        }
    }

    func title(count: Int) -> Phrase {
        switch self {
        case .role: Phrase("users.change-roles-of", ["count": count])
        case .projects: Phrase("users.change-projects-of", ["count": count])
        case .suspend: Phrase("users.suspend-of", ["count": count])
        case .admit: Phrase("users.admit-of", ["count": count])
        case .remove: Phrase("users.remove-of", ["count": count])
        }
    }
}

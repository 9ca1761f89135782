internal import Core
internal import Language
internal import Web

/// What each role opens: a line for a role, a column for an area of the product.
struct RoleMatrix: Component {
    let roles: [GrantableRole]
    let areas: [AreaEntry]

    var html: HTML {
        let showsProjects = roles.contains { $0.projects != "none" }
        let columns =
            [Table.Column("users.role", .name)] + areas.map { Table.Column($0.title) }
            + (showsProjects ? [.init("users.projects")] : [])
        let rows = roles.map { role -> [HTML] in
            let name: HTML = role.isChangeable ? "<a href=\"\(UserPath.ownRole(role.id))\">\(role.title)</a>" : "\(role.title)"
            let who: HTML = role.purpose.isEmpty ? name : "\(name)<small>\(role.description)</small>"
            return [who] + areas.map { cell(role.areas[$0.id]) } + (showsProjects ? ["\(reach(role.projects))"] : [])
        }
        return Table("users.what-roles-open", columns, rows: rows).html
    }

    /// Under a form in which a role is chosen.
    var folded: HTML { "<details class=\"unfold\"><summary>\(Icon.chevron)\(words: "users.what-roles-open")</summary>\(html)</details>" }

    private func cell(_ action: String?) -> HTML {
        guard let action else {
            return "<span class=\"quiet\" aria-hidden=\"true\">–</span><span class=\"hidden\">\(Self.may(""))</span>"
        }
        return "\(Self.may(action))"
    }

    /// What an action is called: `view`, `manage`, or none.
    static func may(_ action: String) -> Phrase {
        switch action {
        case "manage": "users.may-manage"
        case "view": "users.may-view"
        default: "users.may-not"
        }
    }

    /// In one word: the table has a column for each area besides.
    private func reach(_ kind: String) -> Phrase {
        switch kind {
        case "all": "users.all"
        case "assigned": "users.assigned"
        default: "users.may-not"
        }
    }

    static func projects(_ kind: String) -> Phrase {
        switch kind {
        case "all": "users.projects-all"
        case "assigned": "users.projects-assigned"
        default: "users.projects-none"
        }
    }
}

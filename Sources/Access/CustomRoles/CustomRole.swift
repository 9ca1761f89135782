package import Core
internal import Language

package enum CustomRoleKind: IdentifierKind { package static let prefix = "role" }
package typealias CustomRoleID = Identifier<CustomRoleKind>

/// A role that an account made for itself in one product. It is never the Administrator role (rule 2).
package struct CustomRole: Sendable, Equatable {
    package let id: CustomRoleID
    package let account: AccountID
    package let product: ProductID
    package internal(set) var terms: CustomRoleTerms
    package let createdAt: Timestamp

    /// So many an account may have in a product.
    static let most = 50

    /// The role as decisions and pages use it.
    package var role: Role { Role(custom: id.text, terms) }
}

/// What a custom role is called and what it permits.
package struct CustomRoleTerms: Sendable, Equatable {
    package var name: String
    /// One line: for whom it is intended; may be empty.
    package var purpose: String
    /// The highest permitted action in each area.
    package var areas: [AreaID: Action]
    package var projects: Role.Projects

    package init(name: String, purpose: String, areas: [AreaID: Action], projects: Role.Projects) {
        self.name = name
        self.purpose = purpose
        self.areas = areas
        self.projects = projects
    }
}

extension CustomRoleTerms {
    /// What is to become of them: what is nil stays.
    package struct Change: Sendable {
        let name: String?
        let purpose: String?
        let areas: [AreaID: Action]?
        let projects: Role.Projects?

        package init(name: String?, purpose: String?, areas: [AreaID: Action]?, projects: Role.Projects?) {
            self.name = name
            self.purpose = purpose
            self.areas = areas
            self.projects = projects
        }
    }

    /// The terms after the change; of a role that does not exist yet, nil is what nobody said anything of.
    package init(_ before: CustomRoleTerms?, _ change: Change) {
        self.init(
            name: change.name ?? before?.name ?? "", purpose: change.purpose ?? before?.purpose ?? "",
            areas: change.areas ?? before?.areas ?? [:], projects: change.projects ?? before?.projects ?? .none)
    }
}

extension Role {
    /// The languages of an account's own words are not known: they stand as they were written.
    init(custom id: String, _ terms: CustomRoleTerms) {
        self.init(
            id: RoleID(rawValue: id), names: [.english: terms.name], aliases: [], purposes: [.english: terms.purpose],
            rights: Rights(isAdministrator: false, areas: terms.areas, projects: terms.projects))
    }

    /// Whether an account made it. No catalog's id has an underscore.
    package var isCustom: Bool { id.rawValue.hasPrefix(CustomRoleKind.prefix + "_") }
}

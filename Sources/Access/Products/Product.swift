// Access: products with their areas and roles, accounts, projects, members, invitations, and the one rule book over them
// (`decide`, `MembershipRules`). It knows person ids, never people: names, addresses and sign-in are Identity's, clients and access
// keys OpenID's. Every change goes through `Administration`, which reads the actor's own membership again in the same transaction.

internal import SQL

/// A product's id, as in `Products/<id>.yaml`, tokens and logs: `dashboard`.
package struct ProductID: RawRepresentable, Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible, SQLCodable
{
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { rawValue = value }
    package var description: String { rawValue }
    package static func < (left: ProductID, right: ProductID) -> Bool { left.rawValue < right.rawValue }
}

/// An area's id within its product: `billing`.
package struct AreaID: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible, SQLCodable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { rawValue = value }
    package var description: String { rawValue }
}

/// A role's id within its product: `it-admin`. Stable: tokens, APIs and logs carry it; the display name may change.
package struct RoleID: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible, SQLCodable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { rawValue = value }
    package var description: String { rawValue }
}

/// A product as its catalog file describes it.
package struct Product: Sendable, Equatable {
    package let id: ProductID
    /// What people read: "Customer Dashboard".
    package let name: String
    /// In the order of the navigation.
    package let areas: [Area]
    /// In the order of the file; the first administrator role is what a new account's first person gets.
    package let roles: [Role]

    package init(id: ProductID, name: String, areas: [Area], roles: [Role]) {
        (self.id, self.name, self.areas, self.roles) = (id, name, areas, roles)
    }

    package func area(_ id: AreaID) -> Area? { areas.first { $0.id == id } }
    /// The area that governs people, money, projects, keys or the account itself.
    package func area(governing purpose: Area.Purpose) -> Area? { areas.first { $0.governs == purpose } }
    package func role(_ id: RoleID) -> Role? { roles.first { $0.id == id } }
    /// By id, display name or alias, without regard to case: how an export or a command names a role.
    package func role(named name: String) -> Role? {
        let wanted = name.lowercased()
        return roles.first { role in ([role.id.rawValue, role.name] + role.aliases).contains { $0.lowercased() == wanted } }
    }
    /// The role of a new account's first person.
    package var firstRole: Role? { roles.first(where: \.isAdministrator) }
    /// The roles with which one may do that in the area.
    package func roles(that action: Action, in area: AreaID) -> [Role] { roles.filter { $0.may(action, in: area) } }
}

/// A part of a product that a role has or has not.
package struct Area: Sendable, Equatable {
    package let id: AreaID
    package let name: String
    /// What managing this area is the right to, where the ID itself must know.
    package let governs: Purpose?

    package enum Purpose: String, Sendable, CaseIterable { case people, money, projects, keys, account }

    package init(id: AreaID, name: String, governs: Purpose? = nil) { (self.id, self.name, self.governs) = (id, name, governs) }
}

/// What can be asked of an area or a project.
package enum Action: String, Sendable, CaseIterable { case view, manage }

/// A role as its product's catalog file describes it.
package struct Role: Sendable, Equatable {
    package let id: RoleID
    package let name: String
    /// Names that the same role has elsewhere: "Limited member".
    package let aliases: [String]
    /// One line: who it is for.
    package let purpose: String
    /// Whether rules 1 and 2 protect it: an account keeps one, and only its holders grant or take it.
    package let isAdministrator: Bool
    /// The most that may be done in each area it has.
    package let areas: [AreaID: Action]
    package let projects: Projects

    package enum Projects: String, Sendable, CaseIterable { case all, assigned, none }

    package init(
        id: RoleID, name: String, aliases: [String] = [], purpose: String, isAdministrator: Bool = false, areas: [AreaID: Action],
        projects: Projects
    ) {
        (self.id, self.name, self.aliases, self.purpose) = (id, name, aliases, purpose)
        (self.isAdministrator, self.areas, self.projects) = (isAdministrator, areas, projects)
    }

    package func may(_ action: Action, in area: AreaID) -> Bool {
        guard let most = areas[area] else { return false }
        return action == .view || most == .manage
    }
    /// A role that manages nothing only views the projects it sees, too.
    package var onlyViews: Bool { !areas.values.contains(.manage) }
}

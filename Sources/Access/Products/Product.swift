// Access: products with their areas and roles, accounts, projects, members, invitations, and the rules for them (`decide`,
// `MembershipRules`). It knows only the ids of people: names, addresses and sign-in belong to Identity, clients and access keys to OpenID.
// Every change goes through `Administration`, which reads the actor's own membership again in the same transaction.

package import Language
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

/// A role's id within its product: `it-admin`. It never changes, because tokens, APIs and logs contain it; the display name may change.
package struct RoleID: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible, SQLCodable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { rawValue = value }
    package var description: String { rawValue }
}

/// A product as its catalog file describes it.
package struct Product: Sendable, Equatable {
    package let id: ProductID
    /// The display name: "Customer Dashboard".
    package let name: String
    /// In the order of the navigation.
    package let areas: [Area]
    /// In the order of the file. The first person of a new account gets the first administrator role.
    package let roles: [Role]
    /// The types of its own resources, about which programs may ask.
    package let resources: [ResourceType]
    /// What it may ask the ID to tell people.
    package let notices: [NoticeKind]
    /// What an access key of its projects may be made for.
    package var keyScopes: [KeyScope] = []

    package init(
        id: ProductID, name: String, areas: [Area], roles: [Role], resources: [ResourceType] = [], notices: [NoticeKind] = []
    ) {
        self.id = id
        self.name = name
        self.areas = areas
        self.roles = roles
        self.resources = resources
        self.notices = notices
    }

    package func area(_ id: AreaID) -> Area? { areas.first { $0.id == id } }
    /// The area that governs people, money, projects, keys or the account itself.
    package func area(governing purpose: Area.Purpose) -> Area? { areas.first { $0.governs == purpose } }
    package func role(_ id: RoleID) -> Role? { roles.first { $0.id == id } }
    /// Finds a role by id, English display name or alias, ignoring case. Exports and commands name a role in any of these ways.
    package func role(named name: String) -> Role? {
        let wanted = name.lowercased()
        return roles.first { role in ([role.id.rawValue, role.name] + role.aliases).contains { $0.lowercased() == wanted } }
    }
    /// The type of resources that it declares by this name.
    package func resourceType(_ id: String) -> ResourceType? { resources.first { $0.id == id } }
    package func noticeKind(_ id: String) -> NoticeKind? { notices.first { $0.id == id } }
    /// The role of a new account's first person.
    package var firstRole: Role? { roles.first(where: \.isAdministrator) }
    /// Whether any role of its catalog sees projects.
    package var hasProjects: Bool { roles.contains { $0.projects != .none } }
    /// Whether a question about the resource makes sense in it.
    package func knows(_ resource: Resource) -> Bool { resource.area.map { area($0) != nil } ?? hasProjects }
    /// The roles that permit the action in the area.
    package func roles(that action: Action, in area: AreaID) -> [Role] { roles.filter { $0.may(action, in: area) } }
}

/// A part of a product. A role either has access to it or not.
package struct Area: Sendable, Equatable {
    package let id: AreaID
    /// The display name in its languages, English among them.
    package let names: [Language: String]
    /// What a role that manages this area may administer; nil if the area has no meaning for the ID itself.
    package let governs: Purpose?

    package enum Purpose: String, Sendable, CaseIterable { case people, money, projects, keys, account }

    package init(id: AreaID, names: [Language: String], governs: Purpose? = nil) {
        self.id = id
        self.names = names
        self.governs = governs
    }

    /// The English display name, for programs and the command line.
    package var name: String { names[.english] ?? id.rawValue }
    /// The display name for people.
    package var title: Phrase { .named(names) }
}

/// An action on an area or a project.
package enum Action: String, Sendable, CaseIterable { case view, manage }

/// A role as its product's catalog file describes it.
package struct Role: Sendable, Equatable {
    package let id: RoleID
    /// The display name in its languages, English among them.
    package let names: [Language: String]
    /// Other names for the same role, for example in exports: "Limited member".
    package let aliases: [String]
    /// One line in its languages: for whom the role is intended.
    package let purposes: [Language: String]
    package let rights: Rights

    package enum Projects: String, Sendable, CaseIterable { case all, assigned, none }

    /// What a role permits.
    package struct Rights: Sendable, Equatable {
        /// Whether rules 1 and 2 protect the role: an account always keeps at least one holder, and only administrators grant or remove the
        /// role.
        package let isAdministrator: Bool
        /// The highest permitted action in each area of the role; `manage` includes `view`.
        package let areas: [AreaID: Action]
        package let projects: Projects
    }

    /// The English display name, for programs and the command line.
    package var name: String { names[.english] ?? id.rawValue }
    /// The display name for people.
    package var title: Phrase { .named(names) }
    package var purpose: String { purposes[.english] ?? "" }

    package var isAdministrator: Bool { rights.isAdministrator }
    package var areas: [AreaID: Action] { rights.areas }
    package var projects: Projects { rights.projects }

    package func may(_ action: Action, in area: AreaID) -> Bool {
        guard let most = areas[area] else { return false }
        return action == .view || most == .manage
    }
    /// Whether the role manages no area. Such a role can only view its projects, too.
    package var onlyViews: Bool { !areas.values.contains(.manage) }
}

package import Core
package import Language
internal import SQL

package enum AccessGrantKind: IdentifierKind { package static let prefix = "grt" }
package typealias AccessGrantID = Identifier<AccessGrantKind>

/// A right in an account: a role, the projects in which it holds, until when, and where it comes from. A person may do what one of their
/// grants alone permits: never the area of one with the projects of another (rule 7).
package struct AccessGrant: Sendable, Equatable {
    package let id: AccessGrantID
    package internal(set) var role: RoleID
    /// That role, where the account made it; nil for one of the catalog.
    package internal(set) var custom: Role?
    /// Which projects were assigned (rule 3). Ignored for a role that sees all projects.
    package internal(set) var assignment: ProjectAssignment
    /// The projects that it lets see: those that were given, and what lies below those given with it.
    package var projects: Set<ProjectID> { assignment.all }
    /// From this moment on it permits nothing; nil if it has no end.
    package internal(set) var endsAt: Timestamp?
    package internal(set) var origin: Origin
    /// The group that it comes from; nil for the member's own.
    package internal(set) var group: AccessGroupID?
    /// The grant of the group that it is a copy of.
    var original: AccessGrantID?

    package enum Source: String, Sendable, SQLCodable {
        case person
        case operatorCommand = "operator"
        case importer = "import"
        /// A directory of the account, by SCIM.
        case directory
        /// A group that the member is in. It is changed there.
        case group
    }

    /// Where it comes from, and since when. `giver` is the person who gave it; nil if no person did, or if that is not known.
    package struct Origin: Sendable, Equatable {
        package let source: Source
        package let giver: PersonID?
        package let at: Timestamp

        package init(source: Source, giver: PersonID? = nil, at: Timestamp) {
            self.source = source
            self.giver = giver
            self.at = at
        }
    }

    package init(id: AccessGrantID, role: RoleID, projects: ProjectAssignment, endsAt: Timestamp?, origin: Origin) {
        self.id = id
        self.role = role
        assignment = projects
        self.endsAt = endsAt
        self.origin = origin
    }

    /// One of this role, which may be the account's own.
    package init(id: AccessGrantID, giving role: Role, projects: ProjectAssignment, endsAt: Timestamp?, origin: Origin) {
        self.init(id: id, role: role.id, projects: projects, endsAt: endsAt, origin: origin)
        custom = role.isCustom ? role : nil
    }

    package func isLive(at now: Timestamp) -> Bool { endsAt.map { now < $0 } ?? true }
}

extension Member {
    /// Those that were given to the member, not to a group.
    package var ownGrants: [AccessGrant] { grants.filter { $0.group == nil } }

    /// The member as they would be with this grant in place of all their own; those of groups stay.
    package func replacing(own grant: AccessGrant) -> Member {
        var copy = self
        copy.grants = grants.filter { $0.group != nil } + [grant]
        return copy
    }

    /// The grants that count now.
    package func grants(at now: Timestamp) -> [AccessGrant] { grants.filter { $0.isLive(at: now) } }

    /// The roles that count now, each once: in the order of the product's catalog, then the account's own.
    package func roles(in product: Product, at now: Timestamp) -> [Role] {
        let live = grants(at: now)
        let held = Set(live.map(\.role))
        let own = live.compactMap(\.custom)
        let distinct = own.enumerated().filter { index, role in own.firstIndex { $0.id == role.id } == index }.map(\.element)
        return product.roles.filter { held.contains($0.id) } + distinct
    }
}

extension Product {
    /// The role of a grant, the catalog's or the account's own; nil if it is no longer in the catalog.
    package func role(of grant: AccessGrant) -> Role? { grant.custom ?? role(grant.role) }
}

extension [Role] {
    /// "Associate and IT Admin"
    package var title: Phrase { isEmpty ? "access.without-role" : .all(map(\.title)) }
}

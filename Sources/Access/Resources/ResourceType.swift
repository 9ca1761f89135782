package import Core
package import Language

/// A kind of resource that a product declares in its catalog, with what may be done to one. The server holds none of the resources: who asks
/// sends their properties along.
package struct ResourceType: Sendable, Equatable {
    /// Like `route`: small letters, digits and hyphens.
    package let id: String
    /// The display name in its languages, English among them.
    package let names: [Language: String]
    /// What each action's permits are, in the order of the file.
    package let actions: [(name: String, permits: [Permit])]

    /// These roles may do it, where all conditions hold.
    package struct Permit: Sendable, Equatable {
        package let roles: Set<RoleID>
        package let conditions: [Condition]
    }

    /// The types that the server holds itself, whose names no catalog may take.
    static let held = ["person", "area", "project"]

    /// The display name for people.
    package var title: Phrase { .named(names) }

    func permits(of action: String) -> [Permit]? { actions.first { $0.name == action }?.permits }

    package static func == (left: ResourceType, right: ResourceType) -> Bool {
        left.id == right.id && left.names == right.names && left.actions.elementsEqual(right.actions, by: ==)
    }
}

/// A question about a resource of a declared type: may this be done to it?
package struct ResourceQuestion: Sendable {
    package let type: String
    package let action: String
    package let account: AccountID
    /// The project that the resource is of; nil if it is of none. Then no grant is enough that does not see the project.
    package let project: ProjectID?
    package let properties: ResourceProperties

    package init(type: String, action: String, account: AccountID, project: ProjectID?, properties: ResourceProperties) {
        self.type = type
        self.action = action
        self.account = account
        self.project = project
        self.properties = properties
    }
}

internal import Access
internal import Web

/// One question of AuthZEN (Authorization API 1.0, section 6.1), with its members as received.
struct EvaluationRequest: Sendable {
    let subject: Entity
    let resource: Entity
    let action: ActionAsked

    init(subject: Entity, resource: Entity, action: ActionAsked) {
        self.subject = subject
        self.resource = resource
        self.action = action
    }

    /// What is to be done (section 5.3).
    struct ActionAsked: Sendable {
        let name: String
        var properties: [(String, JSON)] = []
    }

    /// A subject or resource (sections 5.1 and 5.2).
    struct Entity: Sendable {
        let type: String
        let id: String
        let properties: [(String, JSON)]

        func property(_ name: String) -> String? { properties.first { $0.0 == name }?.1.string }
        var product: ProductID? { property("product").map(ProductID.init(rawValue:)) }
        /// The area whose data of a project it is.
        var area: AreaID? { property("area").map(AreaID.init(rawValue:)) }
    }

    /// What is wrong with a request, for its developer; answered with status 400.
    struct Malformed: Error, Sendable { let message: String }

    /// A member that the question does not have is taken as a whole from `defaults` (section 7.1.1).
    init(_ question: JSON, defaults: JSON = .object([])) throws(Malformed) {
        guard question.object != nil else { throw Malformed(message: "An evaluation must be a JSON object.") }
        subject = try Self.entity("subject", of: question, or: defaults)
        resource = try Self.entity("resource", of: question, or: defaults)
        action = try Self.action(of: question, or: defaults)
        if let context = question["context"] ?? defaults["context"], context.object == nil {
            throw Malformed(message: "context must be an object.")
        }
    }

    static func entity(_ name: String, of question: JSON, or defaults: JSON = .object([])) throws(Malformed) -> Entity {
        let kind = try kind(name, of: question, or: defaults)
        return Entity(type: kind.type, id: try text(member(name, of: question, or: defaults), "id", of: name), properties: kind.properties)
    }

    /// What a search asks for: an entity without an id, or whatever its id.
    static func kind(_ name: String, of question: JSON, or defaults: JSON = .object([])) throws(Malformed) -> Entity {
        let value = try member(name, of: question, or: defaults)
        let entity = Entity(type: try text(value, "type", of: name), id: "", properties: try properties(value, of: name))
        if name == "resource" { try checkPlace(of: entity) }
        return entity
    }

    /// Where a resource is, and what of it is asked, is named by texts: what is mistyped must not count as left out, which asks for less. A type
    /// that a product declares gives `area` and `project` a meaning of its own.
    private static func checkPlace(of resource: Entity) throws(Malformed) {
        let names = ["area", "project"].contains(resource.type) ? ["account", "product", "area", "project"] : ["account", "product"]
        for (name, value) in resource.properties where names.contains(name) && (value.string ?? "").isEmpty {
            throw Malformed(message: "resource.properties.\(name) must be a text.")
        }
    }

    static func action(of question: JSON, or defaults: JSON = .object([])) throws(Malformed) -> ActionAsked {
        let action = try member("action", of: question, or: defaults)
        return ActionAsked(name: try text(action, "name", of: "action"), properties: try properties(action, of: "action"))
    }

    private static func member(_ name: String, of question: JSON, or defaults: JSON) throws(Malformed) -> JSON {
        guard let value = question[name] ?? defaults[name] else { throw Malformed(message: "\(name) is missing.") }
        guard value.object != nil else { throw Malformed(message: "\(name) must be an object.") }
        return value
    }

    private static func text(_ value: JSON, _ member: String, of name: String) throws(Malformed) -> String {
        guard let text = value[member]?.string, !text.isEmpty else { throw Malformed(message: "\(name).\(member) must be a text.") }
        return text
    }

    private static func properties(_ value: JSON, of name: String) throws(Malformed) -> [(String, JSON)] {
        guard let properties = value["properties"] else { return [] }
        guard let members = properties.object else { throw Malformed(message: "\(name).properties must be an object.") }
        return members
    }
}

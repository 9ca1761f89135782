internal import Web

/// One question of AuthZEN (Authorization API 1.0, section 6.1), with its members as received.
struct EvaluationRequest: Sendable {
    let subject: Entity
    let resource: Entity
    let action: String

    /// A subject or resource (sections 5.1 and 5.2).
    struct Entity: Sendable {
        let type: String
        let id: String
        let properties: [(String, JSON)]

        func property(_ name: String) -> String? { properties.first { $0.0 == name }?.1.string }
    }

    /// What is wrong with a request, for its developer; answered with status 400.
    struct Malformed: Error, Sendable { let message: String }

    /// A member that the question does not have is taken as a whole from `defaults` (section 7.1.1).
    init(_ question: JSON, defaults: JSON = .object([])) throws(Malformed) {
        guard question.object != nil else { throw Malformed(message: "An evaluation must be a JSON object.") }
        func member(_ name: String) throws(Malformed) -> JSON {
            guard let value = question[name] ?? defaults[name] else { throw Malformed(message: "\(name) is missing.") }
            guard value.object != nil else { throw Malformed(message: "\(name) must be an object.") }
            return value
        }
        subject = try Self.entity(member("subject"), "subject")
        resource = try Self.entity(member("resource"), "resource")
        let action = try member("action")
        self.action = try Self.text(action, "name", of: "action")
        _ = try Self.properties(action, of: "action")
        if let context = question["context"] ?? defaults["context"], context.object == nil {
            throw Malformed(message: "context must be an object.")
        }
    }

    private static func entity(_ value: JSON, _ name: String) throws(Malformed) -> Entity {
        Entity(type: try text(value, "type", of: name), id: try text(value, "id", of: name), properties: try properties(value, of: name))
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

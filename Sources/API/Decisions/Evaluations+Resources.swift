internal import Access
internal import Core
internal import SQL
internal import Web

/// Questions about resources of the types that products declare. The server holds none of them: their properties come with the question.
extension Evaluations {
    func declared(_ question: EvaluationRequest, _ person: PersonID) throws -> Evaluation {
        let resource = question.resource
        guard let members = try members(of: person, for: resource) else { return .refused("account-missing") }
        guard let account = members.first?.account else { return .refused("not-a-member") }
        guard let asked = try resourceQuestion(question, in: account) else { return .refused("unknown-resource") }
        return explained(members, in: resource.product, unless: "unknown-resource-type", { $0.resourceType(resource.type) != nil }) {
            Explanation(of: $0, asked, in: $1, at: now)
        }
    }

    /// nil if it names a project that the account does not have.
    private func resourceQuestion(_ question: EvaluationRequest, in account: AccountID) throws -> ResourceQuestion? {
        var project: ProjectID?
        if let named = question.resource.properties.first(where: { $0.0 == "project" })?.1 {
            guard let id = named.string.flatMap({ ProjectID($0) }), try tx.project(id)?.account == account else { return nil }
            project = id
        }
        var resource = values(question.resource.properties)
        resource["id"] = .text(question.resource.id)
        resource["type"] = .text(question.resource.type)
        var action = values(question.action.properties)
        action["name"] = .text(question.action.name)
        return ResourceQuestion(
            type: question.resource.type, action: question.action.name, account: account, project: project,
            properties: ResourceProperties([
                .subject: values(question.subject.properties), .resource: resource, .action: action,
            ]))
    }

    /// The first of two properties of one name counts, as everywhere.
    private func values(_ properties: [(String, JSON)]) -> [String: PropertyValue] {
        Dictionary(properties.compactMap { name, value in value.propertyValue.map { (name, $0) } }) { first, _ in first }
    }
}

extension JSON {
    /// nil for null, an object, and a list that has one of them.
    fileprivate var propertyValue: PropertyValue? {
        switch self {
        case .null, .object: return nil
        case .bool(let flag): return .flag(flag)
        case .integer(let number): return .integer(number)
        case .number(let text): return Double(text).map(PropertyValue.number)
        case .string(let text): return .text(text)
        case .array(let values):
            let members = values.compactMap(\.propertyValue)
            return members.count == values.count ? .list(members) : nil
        }
    }
}

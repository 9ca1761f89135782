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

    /// Who may do it to the resource (section 8.4): each member is asked, in the order of their ids, as if each were the subject.
    /// Cost: a read for every 200 members until the page is full.
    func subjects(_ search: SearchRequest, of resource: EvaluationRequest.Entity) throws -> JSON {
        let subject = try EvaluationRequest.kind("subject", of: search.body)
        let action = try EvaluationRequest.action(of: search.body)
        guard let named = resource.property("account") else {
            throw EvaluationRequest.Malformed(message: "resource.properties.account is missing: a resource is searched in one account.")
        }
        guard let account = try account(named: named) else { return search.answer([]) }
        let products = try tx.products(of: account).compactMap { catalog[$0] }.filter {
            $0.resourceType(resource.type) != nil && (resource.product == nil || resource.product == $0.id)
        }
        guard products.count <= 1 else {
            let names = products.map(\.id.rawValue).joined(separator: ", ")
            throw EvaluationRequest.Malformed(message: "resource.properties.product is missing: this account has \(names).")
        }
        let asked = EvaluationRequest(subject: subject, resource: resource, action: action)
        guard let product = products.first, let question = try resourceQuestion(asked, in: account) else { return search.answer([]) }
        var found: [(key: String, json: JSON)] = []
        var after = search.after.flatMap { MemberID($0) }
        while found.count <= search.limit {
            let members = try tx.members(of: account, product: product.id, after: after, limit: SearchRequest.usual)
            for member in members where try tx.maySignIn(member.person) && decide(member, question, in: product, at: now).isPermitted {
                found.append((member.id.text, ["type": "person", "id": .string(member.person.text)]))
            }
            after = members.last?.id
            guard members.count == SearchRequest.usual else { break }
        }
        return search.answer(Array(found.prefix(search.limit + 1)))
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

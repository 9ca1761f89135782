internal import Access
internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// The answer to a question: the decision, its reason, and the roles that would permit the action.
struct Evaluation: Sendable {
    let isPermitted: Bool
    let reason: String
    var explanation: Explanation?
    var product: ProductID?
    var account: AccountID?
    /// What there is to say where no role decided: to the person, and to those who manage people.
    var sentences: (user: Phrase, admin: Phrase)?
    /// When a grant of the person ends, by which the answer may become another; nil for never.
    var until: Timestamp?

    static func refused(_ reason: String, _ sentences: (user: Phrase, admin: Phrase)? = nil) -> Evaluation {
        Evaluation(isPermitted: false, reason: reason, sentences: sentences)
    }

    /// Itself, in the metrics.
    var counted: Evaluation {
        ServerMetrics.decisions.add(1, isPermitted ? "permitted" : "refused")
        return self
    }

    var json: JSON {
        var context: [(String, JSON)] = [("reason", .string(reason))]
        if let account { context.append(("account", .string(account.text))) }
        if let product { context.append(("product", .string(product.rawValue))) }
        if let explanation { context += explanation.properties }
        if let sentences {
            context += [("reason_user", sentences.user.jsonInEveryLanguage), ("reason_admin", sentences.admin.jsonInEveryLanguage)]
        }
        return ["decision": .bool(isPermitted), "context": .object(context)]
    }
}

/// Answers questions in one snapshot, at one moment.
struct Evaluations {
    let tx: Transaction
    let catalog: ProductCatalog
    let now: Timestamp

    /// Answers one question of several, and counts it.
    func answer(_ question: EvaluationRequest) throws -> Evaluation { try judged(question).counted }

    /// Answers one question. If something in it is unknown, the answer is a refusal with its reason, never an error.
    func judged(_ question: EvaluationRequest) throws -> Evaluation {
        guard question.subject.type == "person" else { return .refused("unknown-subject-type") }
        let isHeld = ["area", "project"].contains(question.resource.type)
        guard isHeld || !catalog.products(with: question.resource.type).isEmpty else { return .refused("unknown-resource-type") }
        guard let action = Action(rawValue: question.action.name) ?? (isHeld ? nil : .view) else { return .refused("unknown-action") }
        guard let id = PersonID(question.subject.id), let person = try tx.person(id) else { return .refused("unknown-subject") }
        guard !person.status.isClosed else {
            return .refused("suspended", ("access.your-id-is-suspended", "access.their-id-is-suspended"))
        }
        switch question.resource.type {
        case "area": return try area(question.resource, action, person.id)
        case "project": return try project(question.resource, action, person.id)
        default: return try declared(question, person.id)
        }
    }

    private func area(_ resource: EvaluationRequest.Entity, _ action: Action, _ person: PersonID) throws -> Evaluation {
        let area = AreaID(rawValue: resource.id)
        // The area's data of one project.
        if let named = resource.property("project") {
            guard let id = ProjectID(named), let found = try tx.members(person, forProject: id), try isOf(found.account, resource) else {
                return .refused("unknown-resource")
            }
            return try decided(found.members, action, .project(id, of: found.account, area: area), in: resource.product)
        }
        guard let members = try members(of: person, for: resource) else { return .refused("account-missing") }
        return try decided(members, action, .area(area), in: resource.product)
    }

    /// The person's memberships in the account that the resource names, or in the only one they have; nil if they have several.
    func members(of person: PersonID, for resource: EvaluationRequest.Entity) throws -> [Member]? {
        if let named = resource.property("account") {
            guard let account = try account(named: named) else { return [] }
            return try tx.memberships(of: person, in: account)
        }
        let members = try tx.memberships(of: person)
        return Set(members.map(\.account)).count <= 1 ? members : nil
    }

    private func project(_ resource: EvaluationRequest.Entity, _ action: Action, _ person: PersonID) throws -> Evaluation {
        guard let id = ProjectID(resource.id), let found = try tx.members(person, forProject: id) else {
            return .refused("unknown-resource")
        }
        guard try isOf(found.account, resource) else { return .refused("unknown-resource") }
        return try decided(found.members, action, .project(id, of: found.account, area: resource.area), in: resource.product)
    }

    func account(named name: String) throws -> AccountID? { try AccountID(name) ?? tx.account(named: name)?.id }

    /// Whether the project's account is the one that the request names, if it names one.
    func isOf(_ account: AccountID, _ project: EvaluationRequest.Entity) throws -> Bool {
        guard let named = project.property("account"), named != account.text else { return true }
        return try tx.account(named: named)?.id == account
    }

    /// Decides in the named product, or else in every product where the question makes sense. If there are several, each must permit it.
    func decided(_ members: [Member], _ action: Action, _ resource: Resource, in named: ProductID?) throws -> Evaluation {
        try explained(members, in: named, unless: "unknown-area", { $0.knows(resource) }) { member, product in
            try Explanation(of: member, action, resource, in: product, among: tx.roles(of: product, in: member.account), at: now)
        }
    }

    /// The same for any question: `knows` says in which products it makes sense, and `reason` is told where it does in none.
    func explained(
        _ members: [Member], in named: ProductID?, unless reason: String, _ knows: (Product) -> Bool,
        _ explain: (Member, Product) throws -> Explanation
    ) rethrows -> Evaluation {
        if let named, catalog[named] == nil { return .refused("unknown-product") }
        let held = members.filter { named == nil || $0.product == named }
        let candidates = held.compactMap { member in catalog[member.product].map { (member: member, product: $0) } }
            .filter { knows($0.product) }
        guard !candidates.isEmpty else { return .refused(held.isEmpty ? "not-a-member" : reason) }
        let until = candidates.flatMap(\.member.grants).compactMap(\.endsAt).filter { $0 > now }.min()
        let answers = try candidates.map { member, product in
            let explanation = try explain(member, product)
            return Evaluation(
                isPermitted: explanation.decision.isPermitted, reason: explanation.decision.reason.rawValue, explanation: explanation,
                product: member.product, account: member.account, until: until)
        }
        return answers.first { !$0.isPermitted } ?? answers.first ?? .refused("not-a-member")
    }
}

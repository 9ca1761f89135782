internal import Web

/// Several questions at once (Authorization API 1.0, section 7.1), and the rule for when to stop.
struct EvaluationBatch: Sendable {
    /// Each question, or what is wrong with it. A malformed question is refused alone; the others are answered.
    let questions: [Result<EvaluationRequest, EvaluationRequest.Malformed>]
    let semantic: Semantic

    enum Semantic: String, Sendable, CaseIterable {
        case executeAll = "execute_all"
        case denyOnFirstDeny = "deny_on_first_deny"
        case permitOnFirstPermit = "permit_on_first_permit"

        /// Whether the batch stops after this decision.
        func ends(after decision: Bool) -> Bool {
            switch self {
            case .executeAll: false
            case .denyOnFirstDeny: !decision
            case .permitOnFirstPermit: decision
            }
        }
    }

    static let most = 1000

    /// nil if the body has no list, or an empty one: then it is a single question (section 7.1).
    init?(_ body: JSON) throws(EvaluationRequest.Malformed) {
        guard let list = body["evaluations"] else { return nil }
        guard let list = list.array else { throw .init(message: "evaluations must be a list.") }
        guard list.count <= Self.most else { throw .init(message: "evaluations may have \(Self.most) items at most.") }
        for name in ["subject", "resource", "action", "context", "options"] {
            if let value = body[name], value.object == nil { throw .init(message: "\(name) must be an object.") }
        }
        let named = body["options"]?["evaluations_semantic"]
        guard let semantic = named.map({ $0.string.flatMap(Semantic.init(rawValue:)) }) ?? .executeAll else {
            let known = Semantic.allCases.map(\.rawValue).joined(separator: ", ")
            throw .init(message: "options.evaluations_semantic must be one of \(known).")
        }
        guard !list.isEmpty else { return nil }
        self.semantic = semantic
        questions = list.map { item in
            Result { () throws(EvaluationRequest.Malformed) in try EvaluationRequest(item, defaults: body) }
        }
    }
}

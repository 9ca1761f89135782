internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// AuthZEN's Authorization API 1.0: decisions for programs. A decision costs one lookup in the token cache (a signature check only the
/// first time), one lookup of the client, and one read transaction with two indexed queries, which a question asked again spares while
/// nothing in the database changes (`KeptEvaluations`).
enum EvaluationEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.post, APIPath.evaluation, as: Evaluator.self, refusals: .message, evaluation)
        routes.api(.post, APIPath.evaluations, as: Evaluator.self, refusals: .message, evaluations)
        routes.api(.get, APIPath.authZENConfiguration, as: Anyone<APISite>.self, refusals: .message, metadata)
    }

    @Sendable static func evaluation(_ proof: Evaluator, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try await answered(request) { try await one(request, site) }
    }

    @Sendable static func evaluations(_ proof: Evaluator, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try await answered(request) {
            guard let batch = try EvaluationBatch(body(of: request)) else { return try await one(request, site) }
            let catalog = site.catalog
            let now = request.time
            let answers = try await site.database.read { tx in
                let evaluations = Evaluations(tx: tx, catalog: catalog, now: now)
                var answers: [JSON] = []
                for question in batch.questions {
                    let answer = try question.fold {
                        try evaluations.answer($0).json
                    } failure: {
                        $0.decision
                    }
                    answers.append(answer)
                    if batch.semantic.ends(after: answer["decision"] == true) { break }
                }
                return answers
            }
            return .json(["evaluations": .array(answers)])
        }
    }

    /// The metadata document of section 9.
    @Sendable static func metadata(_ proof: Anyone<APISite>, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        .json([
            "policy_decision_point": .string(site.issuer),
            "access_evaluation_endpoint": .string(site.issuer + APIPath.evaluation.text),
            "access_evaluations_endpoint": .string(site.issuer + APIPath.evaluations.text),
            "search_subject_endpoint": .string(site.issuer + APIPath.subjectSearch.text),
            "search_resource_endpoint": .string(site.issuer + APIPath.resourceSearch.text),
            "search_action_endpoint": .string(site.issuer + APIPath.actionSearch.text),
        ])
    }

    private static func one(_ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        let now = request.time
        return try await site.evaluations.response(to: request.body, at: now) {
            let question = try EvaluationRequest(body(of: request))
            let catalog = site.catalog
            return try await site.database.read { tx in try Evaluations(tx: tx, catalog: catalog, now: now).judged(question) }
        }
    }

    private static func body(of request: WebRequest) throws -> JSON {
        let body = try JSON(reading: request.body)
        guard body.object != nil else { throw EvaluationRequest.Malformed(message: "The body must be a JSON object.") }
        return body
    }

    /// Reads the body, and answers it in JSON.
    static func answering(_ request: WebRequest, _ work: (JSON) async throws -> JSON) async throws -> WebResponse {
        try await answered(request) { .json(try await work(body(of: request))) }
    }

    /// Answers a malformed question with status 400.
    private static func answered(_ request: WebRequest, _ work: () async throws -> WebResponse) async throws -> WebResponse {
        var response: WebResponse
        do {
            guard request.mediaType == "application/json" else {
                throw EvaluationRequest.Malformed(message: "Send Content-Type: application/json.")
            }
            response = try await work()
        } catch let malformed as EvaluationRequest.Malformed {
            response = .json(.string(malformed.message), status: 400)
        } catch let problem as Problem {
            response = .refusal(problem, as: .message)
        }
        // Section 10.1.3: the response repeats the request id that the caller sent.
        if let id = request.headers[.requestID], id.utf8.count <= 128, id.utf8.allSatisfy({ (33...126).contains($0) }) {
            response.headers[.requestID] = id
        }
        return response
    }
}

extension EvaluationRequest.Malformed {
    /// The answer for a malformed question of a batch: refused, with the error message.
    fileprivate var decision: JSON { ["decision": false, "context": ["error": ["status": 400, "message": .string(message)]]] }
}

extension Result {
    fileprivate func fold<Value>(_ success: (Success) throws -> Value, failure: (Failure) throws -> Value) rethrows -> Value {
        switch self {
        case .success(let value): try success(value)
        case .failure(let error): try failure(error)
        }
    }
}

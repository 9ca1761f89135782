internal import Access
internal import Core
internal import HTTPTypes
internal import SQL
internal import Web

/// AuthZEN's three searches (Authorization API 1.0, section 8): who may do this, to what, and what may be done.
enum SearchEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.post, APIPath.subjectSearch, as: Evaluator.self, refusals: .message) { _, request, site in
            try await searching(request, site) { try $0.subjects($1) }
        }
        routes.api(.post, APIPath.resourceSearch, as: Evaluator.self, refusals: .message) { _, request, site in
            try await searching(request, site) { try $0.resources($1) }
        }
        routes.api(.post, APIPath.actionSearch, as: Evaluator.self, refusals: .message) { _, request, site in
            try await searching(request, site) { try $0.actions($1) }
        }
    }

    private static func searching(
        _ request: WebRequest, _ site: APISite, _ search: @escaping @Sendable (Evaluations, SearchRequest) throws -> JSON
    ) async throws -> WebResponse {
        try await EvaluationEndpoints.answering(request) { body in
            let wanted = try SearchRequest(body)
            let catalog = site.catalog
            let now = request.time
            return try await site.database.readLong { tx in try search(Evaluations(tx: tx, catalog: catalog, now: now), wanted) }
        }
    }
}

internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// Answers a question that is asked in a sentence: who can see what, and why. Everybody may ask about themselves; for what concerns others one
/// needs the area that governs people.
enum AnswerEndpoint {
    static func register(on routes: Routes<APISite>) {
        routes.api(
            .get, APIPath.answers, as: Caller.self,
            Caller.inAccount(answer, query: ["ask", "person", "thing", "role", "after", "limit"]))
    }

    @Sendable static func answer(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let ask = request.query.text("ask")
        let limit = request.query["limit"].map { Int($0) ?? 0 } ?? 50
        guard (1...200).contains(limit) else {
            throw Problem(
                status: 400, code: "invalid-page", title: .english("This page of the list cannot be given."),
                fields: [FieldError("limit", .english("Use a whole number from 1 to 200."))])
        }
        let chosen = Answering.Chosen(person: request.query["person"], thing: request.query["thing"], role: request.query["role"])
        let after = request.query["after"].flatMap { MemberID($0) }
        return .json(
            try await site.read { tx in
                guard let asker = try tx.member(caller.id, in: target.account, product: target.product.id), asker.status == .active else {
                    throw Problem.notFound
                }
                let answering = try Answering(asker, target, chosen, tx, at: request.time)
                return try answering.answer(to: ask, after: after, limit: limit)
            })
    }
}

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
            Caller.inAccount(answer, query: ["ask", "person", "thing", "role"] + Listing<MemberKind>.parameters))
    }

    @Sendable static func answer(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let ask = request.query.text("ask")
        let listing = try Listing<MemberKind>(request)
        let chosen = Answering.Chosen(person: request.query["person"], thing: request.query["thing"], role: request.query["role"])
        return .json(
            try await site.read { tx in
                guard let asker = try tx.member(caller.id, in: target.account, product: target.product.id), asker.status == .active else {
                    throw Problem.notFound
                }
                let answering = try Answering(asker, target, chosen, tx, at: request.time)
                return try answering.answer(to: ask, listing)
            })
    }
}

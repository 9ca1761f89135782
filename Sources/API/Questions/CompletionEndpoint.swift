internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// What a question may go on with, while somebody types it: words of the grammar, and names that the asker may know.
enum CompletionEndpoint {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.completions, as: Caller.self, Caller.inAccount(complete, query: ["ask"]))
    }

    @Sendable static func complete(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        // With the space at its end, after which a new word begins.
        let typed = request.query["ask"] ?? ""
        return .json(
            try await site.read { tx in
                guard let asker = try tx.member(caller.id, in: target.account, product: target.product.id), asker.status == .active else {
                    throw Problem.notFound
                }
                let chosen = Answering.Chosen(person: nil, thing: nil, role: nil)
                return try Answering(asker, target, chosen, tx, at: request.time).completions(of: typed)
            })
    }
}

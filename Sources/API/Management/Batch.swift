internal import Access
internal import Core
internal import Language
internal import SQL
internal import Web

/// The same for several at once. A preview does it all in one transaction and undoes it, so it tells exactly what would become of each; else
/// each is a transaction of its own, and one that is refused does not hold up the others.
struct Batch<Item: Sendable>: Sendable {
    let items: [Item]
    let step: @Sendable (Item, Transaction, Administration) throws -> JSON
    let refusal: @Sendable (Item, Problem, Transaction) throws -> JSON

    func answer(preview: Bool, to caller: Caller, _ site: APISite, at now: Timestamp) async throws -> WebResponse {
        let results = preview ? try await foreseen(caller, site, now) : try await carriedOut(caller, site, now)
        return .json(["items": .array(results)])
    }

    private func foreseen(_ caller: Caller, _ site: APISite, _ now: Timestamp) async throws -> [JSON] {
        try await site.foresee(by: caller, at: now) { tx, work in
            try items.map { item in
                do { return try tx.explaining { try step(item, tx, work) } } catch let problem as Problem {
                    return try refusal(item, problem, tx)
                }
            }
        }
    }

    private func carriedOut(_ caller: Caller, _ site: APISite, _ now: Timestamp) async throws -> [JSON] {
        var results: [JSON] = []
        for item in items {
            do { results.append(try await site.change(by: caller, at: now) { tx, work in try step(item, tx, work) }) } catch let problem
                as Problem
            { results.append(try await site.read { try refusal(item, problem, $0) }) }
        }
        return results
    }
}

extension APISite {
    /// What a change would bring: it is made, told and undone.
    func foresee<Answer: Sendable>(
        by caller: Caller, at now: Timestamp, _ body: @escaping @Sendable (Transaction, Administration) throws -> Answer
    ) async throws -> Answer {
        try await settling(preview: true) { settle in try await change(by: caller, at: now) { tx, work in try settle(body(tx, work)) } }
    }
}

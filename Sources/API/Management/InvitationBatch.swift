internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// Up to 200 invitations at once, or what would become of each. Each is a transaction of its own: one that is refused does not hold up the
/// others. A preview is one transaction that is undone, so an address that stands twice is refused the second time in it too.
enum InvitationBatch {
    static let most = 200

    private typealias Step = @Sendable (Result<InvitationWish, Problem>, Transaction, Administration) throws -> JSON

    @Sendable static func send(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let list = body.value("invitations")?.array ?? []
        if list.isEmpty || list.count > most { body.refuse("invitations", "“invitations” must be a list of 1 to \(most) invitations.") }
        let isPreview = body.has("preview") && body.flag("preview")
        try body.finish()
        let wishes = list.map { item in Result { () throws(Problem) in try wish(item) } }
        let area = try target.area(.people)
        let now = request.time
        _ = try await site.read { tx in try tx.require(.manage, area, of: caller.id, in: target, at: now) }
        let limits = site.limits
        let step: Step = { wish, tx, work in
            let invitation = try tx.send(wish.get(), site.delivery(from: caller), to: target, by: work, caller, limits)
            return ["outcome": "sent", "invitation": try tx.json(of: invitation, in: target.product, at: now)]
        }
        let items = try await (isPreview ? preview : carryOut)(wishes, step, caller, site, now)
        return .json(["items": .array(items)])
    }

    private static func wish(_ item: JSON) throws(Problem) -> InvitationWish {
        do {
            var body = try JSONObject(item)
            let written = body.text("email", max: 254)
            let email = EmailAddress(written)
            if email == nil, !written.isEmpty { body.refuse("email", "“email” must be an e-mail address, like ada@example.com.") }
            let role = RoleID(rawValue: body.text("role"))
            let projects = try body.projects() ?? []
            try body.finish()
            guard let email else { throw Problem.notFound }
            return InvitationWish(email: email, role: role, projects: projects)
        } catch let problem as Problem { throw problem } catch { throw Problem.notFound }
    }

    private struct Undone: Error { let items: [JSON] }

    private static func preview(
        _ wishes: [Result<InvitationWish, Problem>], _ step: @escaping Step, _ caller: Caller, _ site: APISite, _ now: Timestamp
    ) async throws -> [JSON] {
        do {
            return try await site.change(by: caller, at: now) { tx, work in
                throw Undone(
                    items: try wishes.map { wish in
                        do { return try tx.explaining { try step(wish, tx, work) } } catch let problem as Problem {
                            return refusal(problem)
                        }
                    })
            }
        } catch let undone as Undone { return undone.items }
    }

    private static func carryOut(
        _ wishes: [Result<InvitationWish, Problem>], _ step: @escaping Step, _ caller: Caller, _ site: APISite, _ now: Timestamp
    ) async throws -> [JSON] {
        var items: [JSON] = []
        for wish in wishes {
            do { items.append(try await site.change(by: caller, at: now) { tx, work in try step(wish, tx, work) }) } catch let problem
                as Problem
            { items.append(refusal(problem)) }
        }
        return items
    }

    private static func refusal(_ problem: Problem) -> JSON { ["outcome": "refused", "problem": problem.json()] }
}

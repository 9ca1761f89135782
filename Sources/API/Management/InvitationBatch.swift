internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// Up to 200 invitations at once, or what would become of each: an address that stands twice is refused the second time in a preview too.
enum InvitationBatch {
    static let most = 200

    @Sendable static func send(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let list = body.value("invitations")?.array ?? []
        if list.isEmpty || list.count > most { body.refuse("invitations", "“invitations” must be a list of 1 to \(most) invitations.") }
        let isPreview = body.has("preview") && body.flag("preview")
        try body.finish()
        let wishes = list.map { item in
            Result {
                var wish = try JSONObject(item)
                return try wish.invitationWish()
            }
        }
        let area = try target.area(.people)
        let now = request.time
        _ = try await site.read { tx in try tx.require(.manage, area, of: caller.id, in: target, at: now) }
        let limits = site.limits
        let batch = Batch(items: wishes) { wish, tx, work in
            let invitation = try tx.send(wish.get(), site.delivery(from: caller), to: target, by: work, caller, limits)
            return ["outcome": "sent", "invitation": try tx.json(of: invitation, in: target.product, at: now)]
        } refusal: { _, problem, _ in
            ["outcome": "refused", "problem": problem.json()]
        }
        return try await batch.answer(preview: isPreview, to: caller, site, at: now)
    }
}

internal import Access
internal import Core
internal import Directory
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// What whoever manages people should look at from time to time, and that they did.
enum ReviewEndpoints {
    /// So many of a finding are shown; the rest is counted.
    private static let shown = 50
    private static let most = 200

    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.reviews, as: Caller.self, Caller.inAccount(list))
        routes.api(.post, APIPath.reviews, as: Caller.self, Caller.inAccount(keep))
    }

    @Sendable static func list(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let area = try target.area(.people)
        return .json(
            try await site.readLong { tx in
                try tx.require(.view, area, of: caller.id, in: target, at: request.time)
                let findings = try ReviewFinding.allCases.map { finding -> JSON in
                    var filter = MemberFilter()
                    filter.finding = finding
                    let page = try MemberSearch(filter, in: target, at: request.time).page(after: nil, limit: shown, in: tx)
                    return [
                        "finding": .string(finding.rawValue), "count": .int(page.count),
                        "members": .array(try page.members.map { try tx.json(of: $0, in: target.product, at: request.time) }),
                    ]
                }
                return ["findings": .array(findings)]
            })
    }

    /// Leaves members as they are: this finding about them stays away for 90 days.
    @Sendable static func keep(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let named = body.text("finding")
        if ReviewFinding(rawValue: named) == nil {
            body.refuse("finding", "“finding” must be one of: \(ReviewFinding.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let texts = body.optionalTexts("members") ?? []
        let ids = texts.compactMap { MemberID($0) }
        if ids.isEmpty || ids.count != texts.count || ids.count > most || Set(ids).count != ids.count {
            body.refuse("members", "“members” must be a list of the ids of 1 to \(most) members, each once.")
        }
        try body.finish()
        guard let finding = ReviewFinding(rawValue: named) else { throw Problem.notFound }
        return .json(
            try await site.change(by: caller, at: request.time) { tx, work in
                let kept = try ids.map { try work.keep($0, despite: finding, in: target.account, as: target.product.id) }
                return ["kept": .int(kept.count)]
            })
    }
}

internal import Access
internal import Core
internal import Directory
internal import HTTPTypes
internal import Identity
internal import Language
internal import SQL
internal import Web

/// Whether the account asks everybody for two factors, and who has none yet.
enum TwoFactorEndpoints {
    private static let shown = 50

    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.twoFactors, as: Caller.self, Caller.inAccount(show))
        routes.api(.put, APIPath.twoFactors, as: Caller.self, Caller.inAccount(change))
    }

    @Sendable static func show(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        .json(
            try await site.readAsAdministrator(caller, of: target, at: request.time) {
                try $0.twoFactors(of: target, at: request.time, shown: shown)
            })
    }

    @Sendable static func change(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let isRequired = body.flag("required")
        let from = try body.time("from")
        try body.finish()
        let announcement = TwoFactorAnnouncement(address: site.issuer, product: target.product)
        return .json(
            try await site.change(by: caller, at: request.time) { tx, work in
                try work.checkSetsPolicies(of: target.account, as: target.product.id)
                if isRequired, try !tx.canProveTwoFactors(caller.id) { throw Problem.twoFactorsFirst }
                let before = try tx.account(target.account)
                try work.setNeedsTwoFactors(isRequired, from: from, of: target.account, as: target.product.id)
                let after = try tx.account(target.account)
                if isRequired, before != after { try announcement.send(to: target, from: from, in: tx, at: request.time) }
                return try tx.twoFactors(of: target, at: request.time, shown: shown)
            })
    }
}

extension Transaction {
    fileprivate func twoFactors(of target: AccountInProduct, at now: Timestamp, shown: Int) throws -> JSON {
        guard let account = try account(target.account) else { throw Problem.notFound }
        var filter = MemberFilter()
        filter.secondFactor = .no
        let page = try MemberSearch(filter, in: target, at: now).page(after: nil, limit: shown, in: self)
        return [
            "required": .bool(account.needsTwoFactors), "from": .text(account.twoFactorsFrom?.rfc3339),
            "without": .int(page.count), "members": .array(try page.members.map { try json(of: $0.person) }),
        ]
    }
}

extension JSONObject {
    /// A time of RFC 3339; nil if it is missing or null.
    fileprivate mutating func time(_ name: String) throws -> Timestamp? {
        guard let text = optionalText(name) else { return nil }
        let time = Timestamp(rfc3339: text)
        if time == nil { refuse(name, "“\(name)” must be a time like 2027-01-31T00:00:00Z.") }
        return time
    }
}

extension Problem {
    fileprivate static let twoFactorsFirst = Problem(
        status: 409, code: "two-factors-first", title: "access.two-factors-first", detail: "access.two-factors-first-next")
}

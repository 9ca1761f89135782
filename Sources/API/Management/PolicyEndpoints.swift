internal import Access
internal import Core
internal import Directory
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// How everybody signs in who opens the account, how long and from where, and who invites. For administrators.
enum PolicyEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.policies, as: Caller.self, Caller.inAccount(show))
        routes.api(.put, APIPath.policies, as: Caller.self, Caller.inAccount(change))
    }

    @Sendable static func show(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        .json(
            try await site.readAsAdministrator(caller, of: target, at: request.time) { try $0.policiesJSON(of: target, seenBy: caller) })
    }

    @Sendable static func change(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        var policies = AccountPolicies()
        let ways = body.text("sign_in")
        if let known = AccountPolicies.Ways(rawValue: ways) {
            policies.ways = known
        } else {
            body.refuse("sign_in", "“sign_in” must be one of: \(AccountPolicies.Ways.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let hours = body.value("session_hours")
        policies.hours = hours?.integer.map(Int.init(clamping:))
        if let hours, hours != .null, policies.hours == nil {
            body.refuse("session_hours", "“session_hours” must be a whole number, or null.")
        }
        policies.networks = body.optionalTexts("networks", max: 64) ?? []
        policies.othersInvite = body.flag("others_invite")
        let fresh = body.has("fresh_proof") ? body.flag("fresh_proof") : nil
        try body.finish()
        let order = policies
        return .json(
            try await site.change(by: caller, at: request.time) { tx, work in
                var set = order
                set.needsFreshProof = try fresh ?? tx.account(target.account)?.policies.needsFreshProof ?? false
                try work.set(set, of: target.account, as: target.product.id, signedIn: caller.signIn)
                return try tx.policiesJSON(of: target, seenBy: caller)
            })
    }
}

extension Transaction {
    /// With how many would have to do something before they get in by a passkey, and from which network the reader signed in.
    fileprivate func policiesJSON(of target: AccountInProduct, seenBy caller: Caller) throws -> JSON {
        guard let policies = try account(target.account)?.policies else { throw Problem.notFound }
        return [
            "sign_in": .string(policies.ways.rawValue), "session_hours": .int(policies.hours),
            "networks": .array(policies.networks.map { .string($0) }), "others_invite": .bool(policies.othersInvite),
            "fresh_proof": .bool(policies.needsFreshProof),
            "without_passkey": .integer(Int64(try membersWithoutPasskey(of: target))), "your_address": .text(caller.signIn.address),
        ]
    }
}

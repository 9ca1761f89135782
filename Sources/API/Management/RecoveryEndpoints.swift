internal import Access
internal import Audit
internal import Core
internal import HTTPTypes
internal import Identity
internal import Language
internal import SQL
internal import Web

/// An administrator lets a member back in who lost their second factor (threat 21): by agreeing to the request that waits, or beforehand.
enum RecoveryEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.post, APIPath.memberRecovery, as: Caller.self, Caller.inAccount(approve))
        routes.api(.delete, APIPath.memberRecovery, as: Caller.self, Caller.inAccount(withdraw))
    }

    @Sendable static func approve(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.memberRecovery)
        let now = request.time
        return .json(
            try await site.change(by: caller, at: now) { tx, work in
                let member = try work.recoverable(id, of: target.account, as: target.product.id)
                try request.checkNoMembers()
                guard try tx.ownsAddress(of: member, at: now) else { throw Self.noDomain }
                let approval = RecoveryApproval(of: member.person, for: target.account, by: caller.id)
                guard try tx.approveRecovery(approval, at: now) else { throw Self.agreedAlready }
                return try tx.recovery(of: member, at: now)
            })
    }

    @Sendable static func withdraw(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.memberRecovery)
        let now = request.time
        return .json(
            try await site.change(by: caller, at: now) { tx, work in
                let member = try work.recoverable(id, of: target.account, as: target.product.id)
                guard try tx.withdrawRecovery(of: member.person, for: target.account, by: .person(caller.id), at: now) else {
                    throw Problem.notFound
                }
                return try tx.recovery(of: member, at: now)
            })
    }

    private static let noDomain = Problem(
        status: 409, code: "domain-not-verified", title: "access.domain-not-verified", detail: "access.domain-not-verified-next")

    private static let agreedAlready = Problem(
        status: 409, code: "already-agreed", title: "access.already-agreed", detail: "access.already-agreed-next")
}

extension Transaction {
    /// Whether the account verified the domain of an address that a link may go to.
    fileprivate func ownsAddress(of member: Member, at now: Timestamp) throws -> Bool {
        try addressesForRecovery(of: member.person, at: now).contains { try owns(member.account, $0.address, at: now) }
    }

    /// What the member's page shows an administrator: whether they may agree, the open request, and what was agreed to beforehand.
    fileprivate func recovery(of member: Member, at now: Timestamp) throws -> JSON {
        let mayAgree = try ownsAddress(of: member, at: now)
        let latest = try latestRecoveryRequest(of: member.person)
        let open = latest.flatMap { $0.state.isOpen && !$0.isOver(at: now) && mayAgree ? $0 : nil }
        let reset = try factorResets(of: member.person, at: now).first { $0.approval.account == member.account }
        let request: JSON? = open.map { open in
            [
                "state": .string(open.state.rawValue), "requested_at": .string(open.requestedAt.rfc3339),
                "waits_until": .string(open.waitsUntil.rfc3339), "network": .string(open.origin.address),
                "agreed_by_this_account": .bool(open.account == member.account),
            ]
        }
        return [
            "may_agree": .bool(mayAgree), "request": request ?? .null, "agreed_until": .text(reset?.expiresAt.rfc3339),
        ]
    }

    /// The same for whoever looks at the member; nil unless they are an administrator who may agree to somebody's recovery.
    func recovery(of member: Member, seenBy caller: Caller, _ target: AccountInProduct, at now: Timestamp) throws -> JSON {
        guard member.person != caller.id, member.status == .active,
            let own = try self.member(caller.id, in: target.account, product: target.product.id),
            own.roles(in: target.product, at: now).contains(where: \.isAdministrator)
        else { return .null }
        return try recovery(of: member, at: now)
    }
}

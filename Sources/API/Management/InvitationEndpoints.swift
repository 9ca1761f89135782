internal import Access
internal import Core
internal import Directory
internal import HTTPTypes
internal import Identity
internal import Language
internal import SQL
internal import Web

enum InvitationEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(
            .get, APIPath.invitations, as: Caller.self, Caller.inAccount(list, query: ["state"] + Listing<InvitationKind>.parameters))
        routes.api(.post, APIPath.invitations, as: Caller.self, Caller.inAccount(invite))
        routes.api(.post, APIPath.invitationBatches, as: Caller.self, Caller.inAccount(InvitationBatch.send))
        routes.api(.delete, APIPath.invitation, as: Caller.self, Caller.inAccount(withdraw))
        routes.api(.post, APIPath.invitationResends, as: Caller.self, Caller.inAccount(resend))
    }

    @Sendable static func list(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let listing = try Listing<InvitationKind>(request)
        let isOver = try request.choice("state", ["open": false, "ended": true]) ?? false
        let area = try target.area(.people)
        let now = request.time
        return try await site.read { tx in
            try tx.require(.view, area, of: caller.id, in: target, at: now)
            let account = target.account
            let product = target.product.id
            let found =
                isOver
                ? try tx.endedInvitations(of: account, product: product, before: listing.after, limit: listing.fetch)
                : try tx.invitations(of: account, product: product, after: listing.after, limit: listing.fetch)
            return listing.answer(try found.map { ($0.id, try tx.json(of: $0, in: target.product, at: now)) })
        }
    }

    @Sendable static func invite(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let wish = try body.invitationWish()
        let delivery = site.delivery(from: caller)
        let limits = site.limits
        let now = request.time
        let json = try await site.change(by: caller, at: now) { tx, work in
            try tx.json(of: tx.send(wish, delivery, to: target, by: work, caller, limits), in: target.product, at: now)
        }
        return .json(json, status: 201)
    }

    @Sendable static func resend(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.invitationResends)
        let delivery = site.delivery(from: caller)
        let limits = site.limits
        let now = request.time
        let json = try await site.change(by: caller, at: now) { tx, work in
            let email = try tx.invitation(id, of: target.account)?.email
            let person = try email.flatMap { try tx.candidates(for: $0.canonical).first?.person }
            let invitation = try work.resendInvitation(
                id, of: target.account, as: target.product.id, delivery: delivery.read(by: person, in: tx.account(target.account)))
            try request.checkNoMembers()
            try tx.countInvitation(to: invitation.email, of: target.account, by: caller.id, limits, at: now)
            return try tx.json(of: invitation, in: target.product, at: now)
        }
        return .json(json, status: 201)
    }

    @Sendable static func withdraw(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.invitation)
        try await site.change(by: caller, at: request.time) { _, work in
            try work.withdrawInvitation(id, of: target.account, as: target.product.id)
        }
        return .empty()
    }
}

extension APISite {
    func delivery(from caller: Caller) -> InvitationDelivery {
        InvitationDelivery(
            token: SystemRandom().token(), issuer: issuer, inviterName: caller.person.name, reader: caller.person.reader, keyring: keyring)
    }
}

extension InvitationDelivery {
    /// As whoever is invited reads it: as they chose; else, like somebody we do not know yet, as the account did, or as the inviter does.
    fileprivate func read(by person: Person?, in account: Account?) -> InvitationDelivery {
        let chosen = (language: person?.language ?? account?.language, zone: person?.zone ?? account?.zone)
        if person == nil { return read(by: Reader(chosen.language ?? reader.language, zone: chosen.zone ?? reader.zone)) }
        return read(by: Reader(chosen.language ?? .english, zone: chosen.zone ?? .utc))
    }
}

/// Whom to invite, and as what.
struct InvitationWish: Sendable {
    let email: EmailAddress
    let role: RoleID
    let projects: ProjectAssignment
    let message: Note?
}

extension JSONObject {
    /// Finishes the body.
    mutating func invitationWish() throws -> InvitationWish {
        let written = text("email", max: 254)
        let email = EmailAddress(written)
        if email == nil, !written.isEmpty { refuse("email", "“email” must be an e-mail address, like ada@example.com.") }
        let role = RoleID(rawValue: text("role"))
        let projects = try assignment() ?? []
        let message = try note("message")
        try finish()
        guard let email else { throw Problem.notFound }
        return InvitationWish(email: email, role: role, projects: projects, message: message)
    }
}

extension JSONObject {
    /// What one person writes to another in a mail of ours; nil if the body does not have the member.
    mutating func note(_ name: String) throws -> Note? {
        let written = optionalText(name, max: 4000)
        do { return try Note(written, field: name) } catch let error { throw error.problem }
    }
}

extension Transaction {
    func send(
        _ wish: InvitationWish, _ delivery: InvitationDelivery, to target: AccountInProduct, by work: Administration, _ caller: Caller,
        _ limits: TryLimits
    ) throws -> Invitation {
        let people = try candidates(for: wish.email.canonical).map(\.person)
        var delivery = try delivery.read(by: people.first, in: account(target.account))
        delivery.message = wish.message
        let invitation = try work.invite(
            Invitee(wish.email, knownAs: people.map(\.id)), to: target.account, as: target.product.id, role: wish.role,
            projects: wish.projects, delivery: delivery)
        try countInvitation(to: invitation.email, of: target.account, by: caller.id, limits, at: work.now)
        return invitation
    }
}

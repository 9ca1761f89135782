internal import Access
internal import Core
internal import Directory
internal import HTTPTypes
internal import Identity
internal import Language
internal import SQL
internal import Web

/// The requests for access that wait in an account, and what those who manage its people answer.
enum RequestAnswerEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.accessRequests, as: Caller.self, Caller.inAccount(list, query: Listing<AccessRequestKind>.parameters))
        routes.api(.get, APIPath.accessRequest, as: Caller.self, Caller.inAccount(show))
        routes.api(.post, APIPath.approval, as: Caller.self, Caller.inAccount(approve))
        routes.api(.post, APIPath.denial, as: Caller.self, Caller.inAccount(deny))
    }

    @Sendable static func list(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let listing = try Listing<AccessRequestKind>(request)
        let area = try target.area(.people)
        let now = request.time
        return try await site.read { tx in
            try tx.require(.view, area, of: caller.id, in: target, at: now)
            let open = try tx.openAccessRequests(in: target, after: listing.after, limit: listing.fetch, at: now)
            return listing.answer(try open.map { ($0.id, try tx.json(of: $0, by: $1, in: target.product, at: now)) })
        }
    }

    @Sendable static func show(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.accessRequest)
        let area = try target.area(.people)
        let now = request.time
        return .json(
            try await site.read { tx in
                try tx.require(.view, area, of: caller.id, in: target, at: now)
                guard let asked = try tx.accessRequest(id, in: target),
                    let member = try tx.member(asked.person, in: target.account, product: target.product.id)
                else { throw Problem.notFound }
                return try tx.json(of: asked, by: member, in: target.product, at: now)
            })
    }

    @Sendable static func approve(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.approval)
        var body = try request.jsonObject()
        let terms = try body.terms()
        try body.finish()
        return .json(
            try await site.change(by: caller, at: request.time) { tx, work in
                let member = try work.approve(id, of: target.account, as: target.product.id, giving: terms)
                return try tx.json(of: member, in: target.product, at: request.time)
            })
    }

    @Sendable static func deny(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let (_, id) = try request.parameters(of: APIPath.denial)
        var body = try request.jsonObject()
        let note = try body.note("note")
        try body.finish()
        let product = target.product.id
        let denier = caller.person.name
        let page = site.address(of: product)
        try await site.change(by: caller, at: request.time) { tx, work in
            try work.deny(id, of: target.account, as: product, note: note) { person in
                guard let asking = try tx.person(person), let recipient = try tx.recipient(person, about: tx.account(target.account))
                else { return nil }
                return DenialMail(recipient: recipient, personName: asking.name, deniedBy: denier, page: page)
            }
        }
        return .empty()
    }
}

extension Transaction {
    /// What the member asks for, and what they hold now.
    func json(of request: AccessRequest, by member: Member, in product: Product, at now: Timestamp) throws -> JSON {
        [
            "id": .string(request.id.text), "member": .string(member.id.text), "person": try json(of: request.person),
            "roles": .array(member.roles(in: product, at: now).map(JSON.role)),
            "area": product.area(request.area).map(JSON.area) ?? .null, "requested_at": .string(request.askedAt.rfc3339),
            "answer": try request.answer.map(json) ?? .null,
        ]
    }

    /// What a refused member reads of their own request; nil if they made none, or if it is forgotten.
    func requestJSON(of person: PersonID, for area: AreaID, in target: AccountInProduct, at now: Timestamp) throws -> JSON {
        guard let request = try accessRequest(of: person, for: area, in: target), request.askedAt + AccessRequest.lifetime > now else {
            return .null
        }
        return [
            "requested_at": .string(request.askedAt.rfc3339), "repeatable_at": .string(request.mayBeRepeatedAt.rfc3339),
            "answer": try request.answer.map(json) ?? .null,
        ]
    }

    private func json(_ answer: AccessRequest.Answer) throws -> JSON {
        [
            "verdict": .string(answer.verdict.rawValue), "at": .string(answer.at.rfc3339), "by": try answer.by.map(json(of:)) ?? .null,
            "note": .text(answer.note),
        ]
    }
}

internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

enum AccountEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.account, as: Caller.self, Caller.inAccount(show))
        routes.api(.patch, APIPath.account, as: Caller.self, Caller.inAccount(change))
    }

    @Sendable static func show(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        .json(
            try await site.read { tx in
                let member = try tx.requireMember(caller, target)
                guard let account = try tx.account(target.account) else { throw Problem.notFound }
                return try tx.json(of: account, for: member, in: target.product, at: request.time)
            })
    }

    @Sendable static func change(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let order = try AccountOrder(request)
        return .json(
            try await site.change(by: caller, at: request.time) { tx, work in
                let product = target.product
                guard let before = try tx.account(target.account) else { throw Problem.notFound }
                if let name = order.name { _ = try work.rename(target.account, to: name, as: product.id) }
                if !order.contacts.isEmpty {
                    var contacts = before.contacts
                    for (kind, address) in order.contacts { contacts[kind] = address }
                    try work.set(contacts, of: target.account, as: product.id)
                }
                if order.saysHowToRead {
                    try work.set(
                        language: order.language ?? before.language, zone: order.zone ?? before.zone, of: target.account, as: product.id)
                }
                let member = try tx.requireMember(caller, target)
                guard let account = try tx.account(target.account) else { throw Problem.notFound }
                return try tx.json(of: account, for: member, in: product, at: request.time)
            })
    }
}

/// What a request changes of an account. What it does not name stays as it is; null takes it away.
private struct AccountOrder: Sendable {
    let name: String?
    var contacts: [(AccountContacts.Kind, EmailAddress?)] = []
    private(set) var language: Language??
    private(set) var zone: Zone??
    var saysHowToRead: Bool { language != nil || zone != nil }

    init(_ request: WebRequest) throws {
        var body = try request.jsonObject()
        name = body.optionalText("name", max: 1000)
        if let given = body.value("contacts") { try read(given, &body) }
        if body.has("locale") {
            let text = body.optionalText("locale", max: 64)
            language = .some(text.flatMap { Language(rawValue: $0) })
            if text != nil, language == .some(nil) {
                body.refuse("locale", "“locale” must be one of: \(Language.allCases.map(\.rawValue).joined(separator: ", ")); or null.")
            }
        }
        if body.has("zoneinfo") {
            let text = body.optionalText("zoneinfo", max: 64)
            zone = .some(text.flatMap { Zone($0) })
            if text != nil, zone == .some(nil) { body.refuse("zoneinfo", "“zoneinfo” must be a name such as Europe/Stockholm, or null.") }
        }
        if name == nil, contacts.isEmpty, !saysHowToRead, body.errors.isEmpty {
            body.refuse("name", "Say what changes: name, contacts, locale or zoneinfo.")
        }
        try body.finish()
    }

    private mutating func read(_ given: JSON, _ body: inout JSONObject) throws {
        guard let members = given.object else { return body.refuse("contacts", "“contacts” must be an object.") }
        for (name, value) in members {
            guard let kind = AccountContacts.Kind(rawValue: name) else {
                let known = AccountContacts.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                body.refuse("contacts", "“contacts” knows: \(known).")
                continue
            }
            let address = value.string.flatMap { EmailAddress($0) }
            if value != .null, address == nil { body.refuse(name, "“\(name)” must be an e-mail address, or null.") }
            contacts.append((kind, address))
        }
    }
}

extension AccountContacts {
    /// Each kind with its address, or null.
    var json: JSON { .object(Kind.allCases.map { ($0.rawValue, .text(self[$0]?.written)) }) }
}

extension Transaction {
    /// Returns the caller's active membership. For everybody else, the account does not exist (404).
    @discardableResult
    func requireMember(_ caller: Caller, _ target: AccountInProduct) throws -> Member {
        guard let member = try member(caller.id, in: target.account, product: target.product.id), member.status == .active else {
            throw Problem.notFound
        }
        return member
    }

    /// Its contacts are for whoever opens the area that governs the account.
    fileprivate func json(of account: Account, for member: Member, in product: Product, at now: Timestamp) throws -> JSON {
        let opens = product.area(governing: .account).map { decide(member, .view, .area($0.id), in: product, at: now).isPermitted } ?? false
        return [
            "id": .string(account.id.text), "name": .string(account.name),
            "products": .array(try products(of: account.id).map { .string($0.rawValue) }), "created_at": .string(account.createdAt.rfc3339),
            "contacts": opens ? account.contacts.json : .null, "locale": .text(account.language?.rawValue),
            "zoneinfo": .text(account.zone?.name),
        ]
    }
}

internal import Access
internal import Core
internal import Directory
internal import HTTPTypes
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// The end of an account in a product, and what its administrators take along. For administrators.
enum ClosingEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.closing, as: Caller.self, Caller.inAccount(show))
        routes.api(.post, APIPath.closing, as: Caller.self, Caller.inAccount(begin))
        routes.api(.delete, APIPath.closing, as: Caller.self, Caller.inAccount(stop))
        routes.api(.get, APIPath.export, as: Caller.self, Caller.inAccount(export))
    }

    @Sendable static func show(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        .json(try await site.readAsAdministrator(caller, of: target, at: request.time) { try $0.closingJSON(of: target) })
    }

    @Sendable static func begin(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let closings = site.closings
        return .json(
            try await site.change(by: caller, at: request.time) { tx, work in
                let before = try tx.closing(of: target)
                let closing = try work.beginClosing(target.account, as: target.product.id)
                try request.checkNoMembers()
                if before == nil { try closings.announce(closing, in: tx, at: request.time) }
                return try tx.closingJSON(of: target)
            })
    }

    @Sendable static func stop(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        try await site.change(by: caller, at: request.time) { _, work in
            try work.stopClosing(target.account, as: target.product.id)
        }
        return .empty(204)
    }

    /// All that the account has here, but for secrets and traffic.
    @Sendable static func export(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let now = request.time
        return .json(
            try await site.readAsAdministrator(caller, of: target, at: now) { tx in
                guard let account = try tx.account(target.account) else { throw AccessError.notFound }
                return [
                    "account": [
                        "id": .string(account.id.text), "name": .string(account.name), "created_at": .string(account.createdAt.rfc3339),
                        "contacts": account.contacts.json, "locale": .text(account.language?.rawValue),
                        "zoneinfo": .text(account.zone?.name),
                    ],
                    "product": .string(target.product.id.rawValue), "exported_at": .string(now.rfc3339),
                    "members": .array(try tx.everyMember(of: target, at: now)),
                    "groups": .array(
                        try tx.groups(of: account.id, product: target.product.id).map { try tx.json(of: $0, in: target.product) }),
                    "roles": .array(try tx.customRoles(of: account.id, product: target.product.id).map { .role($0.role) }),
                    "projects": .array(try tx.projects(of: account.id, limit: .max).map { $0.json(seenIn: .all) }),
                    "access_keys": .array(
                        try tx.accessKeys(of: account.id).filter { $0.product == target.product.id.rawValue }
                            .map { try tx.json(of: $0, in: target.product, at: now) }),
                ]
            })
    }
}

extension Transaction {
    fileprivate func closingJSON(of target: AccountInProduct) throws -> JSON {
        let closing = try closing(of: target)
        return [
            "closes_at": .text(closing?.closesAt.rfc3339), "requested_at": .text(closing?.requestedAt.rfc3339),
            "requested_by": try closing.map { try json(of: $0.requestedBy) } ?? .null,
        ]
    }

    fileprivate func everyMember(of target: AccountInProduct, at now: Timestamp) throws -> [JSON] {
        var members: [JSON] = []
        var after: MemberID?
        while true {
            let page = try self.members(of: target.account, product: target.product.id, after: after, limit: 500)
            guard let last = page.last else { return members }
            members += try page.map { try json(of: $0, in: target.product, at: now) }
            after = last.id
        }
    }
}

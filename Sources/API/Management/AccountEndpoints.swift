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
                try tx.requireMember(caller, target)
                guard let account = try tx.account(target.account) else { throw Problem.notFound }
                return try tx.json(of: account)
            })
    }

    @Sendable static func change(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let name = body.text("name", max: 1000)
        try body.finish()
        return .json(
            try await site.change(by: caller, at: request.time) { tx, work in
                try tx.json(of: work.rename(target.account, to: name, as: target.product.id))
            })
    }
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

    fileprivate func json(of account: Account) throws -> JSON {
        [
            "id": .string(account.id.text), "name": .string(account.name),
            "products": .array(try products(of: account.id).map { .string($0.rawValue) }), "created_at": .string(account.createdAt.rfc3339),
        ]
    }
}

package import Core
package import SQL

extension ProvisioningToken: Stored {
    package static let stored: [Column<ProvisioningToken>] = [
        Column("id", \.id), Column("account_id", \.account), Column("product", \.product), Column("role", \.role),
        Column("made_by", \.maker), Column("created_at", \.createdAt), Column("last_used_at", \.lastUsedAt),
    ]

    package init(row: Row) throws {
        self.init(
            id: try row["id"], account: try row["account_id"], product: try row["product"], role: try row["role"],
            maker: try row["made_by"], createdAt: try row["created_at"], lastUsedAt: try row["last_used_at"])
    }
}

extension Transaction {
    /// The token, whatever became of its maker; nil if there is none or if it was revoked.
    package func provisioningToken(_ hash: TokenHash) throws -> ProvisioningToken? {
        try provisioningTokens("token_hash = \(hash.bytes)").first
    }

    /// The account's tokens in that product that were not revoked, oldest first.
    package func provisioningTokens(of account: AccountID, product: ProductID) throws -> [ProvisioningToken] {
        try provisioningTokens("account_id = \(account) AND product = \(product)")
    }

    private func provisioningTokens(_ condition: Statement) throws -> [ProvisioningToken] {
        try all(
            "SELECT \(ProvisioningToken.columns) FROM provisioning_tokens WHERE \(condition) AND revoked_at IS NULL ORDER BY id",
            as: ProvisioningToken.self)
    }

    /// What the token permits now; nil if it was revoked meanwhile, or if its maker may no longer manage people here.
    package func right(of token: ProvisioningToken, in product: Product, at now: Timestamp) throws -> ProvisioningRight? {
        guard try provisioningTokens("id = \(token.id)").first != nil else { return nil }
        guard let person = token.maker else { return ProvisioningRight(maker: nil, isByAdministrator: true) }
        guard try maySignIn(person), let people = product.area(governing: .people),
            let member = try member(person, in: token.account, product: product.id),
            let acting = decide(member, .manage, .area(people.id), in: product, at: now).permitting
        else { return nil }
        return ProvisioningRight(
            maker: member, isByAdministrator: member.authority(acting: acting, in: product, at: now).isAdministrator)
    }

    /// Notes that the token was used, once a minute at most.
    package func noteUse(of token: ProvisioningToken, at now: Timestamp) throws {
        try run("UPDATE provisioning_tokens SET last_used_at = \(now) WHERE id = \(token.id)")
    }

    /// Returns false if there is no such token, or if it was revoked before.
    @discardableResult
    func revoke(_ id: ProvisioningTokenID, of account: AccountID, product: ProductID, at now: Timestamp) throws -> Bool {
        try run(
            """
            UPDATE provisioning_tokens SET revoked_at = \(now)
            WHERE id = \(id) AND account_id = \(account) AND product = \(product) AND revoked_at IS NULL
            """) == 1
    }

    func insert(_ token: ProvisioningToken, hash: TokenHash) throws {
        try run(
            "INSERT INTO provisioning_tokens (\(ProvisioningToken.columns), token_hash) VALUES (\(values: token), \(hash.bytes))")
    }
}

extension ProvisioningToken {
    /// Whether `noteUse` says anything new.
    package func needsNote(at now: Timestamp) -> Bool { lastUsedAt.map { $0 + .minutes(1) <= now } ?? true }
}

internal import Audit
package import Core
internal import SQL

extension Administration {
    /// Ends the account in the product 14 days from now. Whoever asks again gets the day that is set already. For administrators.
    package func beginClosing(_ account: AccountID, as productID: ProductID) throws -> AccountClosing {
        let product = try self.product(productID)
        try authorizeAdministrator(.account, in: account, product)
        guard case .person(let person) = actor else { throw AccessError.notFound }
        if let closing = try tx.closing(of: AccountInProduct(account: account, product: product)) { return closing }
        try requireFreshProof(of: .removal, in: account)
        let closing = AccountClosing(
            account: account, product: product.id, requestedBy: person, requestedAt: now, closesAt: now + AccountClosing.grace)
        try tx.run("INSERT INTO account_closings (\(AccountClosing.columns)) VALUES (\(values: closing))")
        try record(
            .accountClosing, on: account.text, account: account,
            ["product": product.id.rawValue, "closes_at": closing.closesAt.rfc3339])
        return closing
    }

    /// Leaves the account as it is. For administrators; nothing happens where it does not close.
    package func stopClosing(_ account: AccountID, as productID: ProductID) throws {
        let product = try self.product(productID)
        try authorizeAdministrator(.account, in: account, product)
        let stopped = try tx.run("DELETE FROM account_closings WHERE account_id = \(account) AND product = \(product.id)")
        if stopped > 0 { try record(.accountKept, on: account.text, account: account, ["product": product.id.rawValue]) }
    }

    /// Ends the account in the product: memberships, groups, roles, invitations and the tokens of directories. Its projects end with the last
    /// product. For the server alone, and once the day has come: the one way to an account without an administrator.
    package func close(_ closing: AccountClosing) throws {
        guard actor == .system, closing.closesAt <= now else { throw AccessError.notFound }
        let product = try product(closing.product)
        let account = closing.account
        var after: MemberID?
        while true {
            let members = try tx.members(of: account, product: product.id, after: after, limit: 500)
            guard let last = members.last else { break }
            for member in members {
                try tx.delete(member)
                try record(.memberLeft, of: member)
            }
            after = last.id
        }
        try tx.run(
            """
            UPDATE invitations SET state = 'revoked' WHERE account_id = \(account) AND product = \(product.id) AND state = 'pending'
            """)
        try tx.run("DELETE FROM provisioned_users WHERE account_id = \(account) AND product = \(product.id)")
        try tx.run(
            """
            UPDATE provisioning_tokens SET revoked_at = \(now)
            WHERE account_id = \(account) AND product = \(product.id) AND revoked_at IS NULL
            """)
        try tx.run("DELETE FROM access_groups WHERE account_id = \(account) AND product = \(product.id)")
        try tx.run("DELETE FROM custom_roles WHERE account_id = \(account) AND product = \(product.id)")
        try tx.run("DELETE FROM account_closings WHERE account_id = \(account) AND product = \(product.id)")
        try tx.run("DELETE FROM account_products WHERE account_id = \(account) AND product = \(product.id)")
        if try tx.products(of: account).isEmpty {
            try tx.run("DELETE FROM projects WHERE account_id = \(account)")
            try tx.run("DELETE FROM archived_projects WHERE account_id = \(account)")
        }
        try record(.accountClosed, on: account.text, account: account, ["product": product.id.rawValue])
    }
}

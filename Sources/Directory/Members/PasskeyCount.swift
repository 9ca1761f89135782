package import Access
package import SQL

extension Transaction {
    /// How many active members of the account in the product have no passkey and no security key at the ID.
    package func membersWithoutPasskey(of target: AccountInProduct) throws -> Int {
        try rows(
            """
            SELECT COUNT(*) AS n FROM members m WHERE m.account_id = \(target.account) AND m.product = \(target.product.id)
                AND m.status = 'active' AND NOT EXISTS (SELECT 1 FROM passkeys k WHERE k.person_id = m.person_id)
            """
        ).first?["n"] ?? 0
    }
}

internal import Access
internal import Core
internal import SQL

extension Transaction {
    /// Imported accounts of the product that have people but no administrator who can sign in.
    func unledAccounts(_ product: Product) throws -> [ImportReport.UnledAccount] {
        try rows(
            """
            SELECT a.id, s.external_id, a.name FROM account_sources s JOIN accounts a ON a.id = s.account_id
            WHERE s.product = \(product.id)
                AND EXISTS (SELECT 1 FROM members m WHERE m.account_id = a.id AND m.product = \(product.id))
                AND NOT EXISTS (\(activeAdministrator(product)) AND m.account_id = a.id)
            ORDER BY a.id
            """
        ).map { .init(id: try $0["id"], externalID: try $0["external_id"], name: try $0["name"]) }
    }

    private func activeAdministrator(_ product: Product) -> Statement {
        """
        SELECT 1 AS found FROM members m JOIN access_grants g ON g.member_id = m.id JOIN people p ON p.id = m.person_id
        WHERE m.product = \(product.id) AND g.role IN \(list: product.roles.filter(\.isAdministrator).map(\.id)) AND g.ends_at IS NULL
            AND m.status = 'active' AND m.held_at IS NULL AND p.status = 'active'
        """
    }
}

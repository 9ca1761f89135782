internal import Audit
package import Core
package import SQL

extension ProductNotice: Stored {
    package static let stored: [Column<ProductNotice>] = [
        Column("id", \.id), Column("product", \.product), Column("account_id", \.account), Column("kind", \.kind),
        Column("project_id", \.project), Column("page", \.page), Column("name", \.name), Column("told", \.told),
        Column("created_at", \.createdAt), Column("every_project", \.isOfEveryProject),
        Column("projects") { $0.projects.map(\.text).joined(separator: " ") },
    ]

    package init(row: Row) throws {
        let content = Content(
            kind: try row["kind"], account: try row["account_id"], project: try row["project_id"],
            isOfEveryProject: try row["every_project"],
            projects: (try row["projects"] as String).split(separator: " ").compactMap { ProjectID(String($0)) }, page: try row["page"])
        self.init(id: try row["id"], product: try row["product"], name: try row["name"], content, at: try row["created_at"])
        told = try row["told"]
    }
}

extension Transaction {
    package func productNotice(_ id: ProductNoticeID) throws -> ProductNotice? {
        try first("SELECT \(ProductNotice.columns) FROM product_notices WHERE id = \(id)", as: ProductNotice.self)
    }

    /// The projects that its recipients see: its own, those that it names, or each one of the account; none where it is about no project. One
    /// that is put away stays among those named: whoever sees every project sees it.
    package func projects(of notice: ProductNotice) throws -> [ProjectID] {
        guard notice.isOfEveryProject else { return notice.project.map { [$0] } ?? notice.projects }
        return try projects(of: notice.account, limit: .max).map(\.id)
    }

    /// The notice that the product called so.
    package func productNotice(of product: ProductID, named name: String) throws -> ProductNotice? {
        try first(
            "SELECT \(ProductNotice.columns) FROM product_notices WHERE product = \(product) AND name = \(name)", as: ProductNotice.self)
    }

    /// How many the product told of the account since then.
    package func noticeCount(of product: ProductID, in account: AccountID, since: Timestamp) throws -> Int {
        let row = try first(
            """
            SELECT COUNT(*) AS number FROM product_notices
            WHERE account_id = \(account) AND product = \(product) AND created_at > \(since)
            """)
        return try row?["number"] ?? 0
    }

    /// Keeps what was told, with its event.
    package func insert(_ notice: ProductNotice) throws {
        try run("INSERT INTO product_notices (\(ProductNotice.columns)) VALUES (\(values: notice))")
        let details = ["notice": notice.kind, "product": notice.product.rawValue, "people": String(notice.told)]
        try append(
            AuditEvent(.noticeSent, by: .system, on: notice.id.text, account: notice.account, details: details), at: notice.createdAt)
    }

    /// Forgets notices whose links are over.
    package func sweepProductNotices(at now: Timestamp) throws {
        try run("DELETE FROM product_notices WHERE created_at < \(now - ProductNotice.lifetime)")
    }
}

package import Access
package import Core
internal import Identity
package import SQL

extension ImportSource: RowDecodable {
    init(row: Row) throws {
        self.init(
            product: try row["product"], externalID: try row["external_id"], personID: try row["person_id"],
            accountID: try row["account_external_id"], fields: SourceFields(text: try row["fields"]),
            factorID: try row["factor_id"], isJoined: try row["joined"])
    }

    static var columns: Statement { "product, external_id, person_id, account_external_id, fields, factor_id, joined" }
}

extension [ImportSource] {
    func rows(at now: Timestamp) -> TableRows {
        TableRows(
            "import_sources",
            [
                "product", "external_id", "person_id", "account_external_id", "fields", "factor_id", "joined", "imported_at", "changed_at",
            ],
            map { source in
                [
                    source.product.sqlValue, source.externalID.sqlValue, source.personID.sqlValue, source.accountID.sqlValue,
                    source.fields.text.sqlValue, source.factorID.sqlValue, source.isJoined.sqlValue, now.sqlValue, now.sqlValue,
                ]
            })
    }
}

extension Transaction {
    func importSource(_ externalID: String, product: ProductID) throws -> ImportSource? {
        try first(
            "SELECT \(ImportSource.columns) FROM import_sources WHERE product = \(product) AND external_id = \(externalID)",
            as: ImportSource.self)
    }

    /// Joined to the list, and not compared with it: PostgreSQL then looks up each id, whatever it knows of a table that grows this fast.
    func importSources(_ externalIDs: [String], product: ProductID) throws -> [ImportSource] {
        guard !externalIDs.isEmpty else { return [] }
        var rows = Statement.Interpolation(literalCapacity: 6 * externalIDs.count, interpolationCount: externalIDs.count)
        for (index, id) in externalIDs.enumerated() {
            rows.appendLiteral(index > 0 ? ", (" : "(")
            rows.appendInterpolation(id)
            rows.appendLiteral(")")
        }
        return try all(
            """
            WITH wanted (id) AS (VALUES \(Statement(stringInterpolation: rows)))
            SELECT \(ImportSource.columns) FROM wanted
            JOIN import_sources s ON s.product = \(product) AND s.external_id = wanted.id
            """)
    }

    func update(_ source: ImportSource, at now: Timestamp) throws {
        try run(
            """
            UPDATE import_sources SET account_external_id = \(source.accountID), fields = \(source.fields.text),
                factor_id = \(source.factorID), changed_at = \(now)
            WHERE product = \(source.product) AND external_id = \(source.externalID)
            """)
    }

    /// Who has the address by an import of the product.
    func holder(of email: EmailAddress, in product: ProductID) throws -> PersonID? {
        try first("SELECT person_id FROM email_addresses WHERE canonical = \(email.canonical) AND product = \(product)")?["person_id"]
    }

    /// Whether the source had this value earlier and then another one. If the value comes again, the export is an older one. Earlier
    /// imports wrote longer digests, which begin in the same way.
    func isPast(_ digest: String, of field: ExportedPerson.Field, _ source: ImportSource) throws -> Bool {
        try first(
            """
            SELECT digest FROM import_past_values WHERE product = \(source.product) AND external_id = \(source.externalID)
                AND field = \(field.rawValue) AND substr(digest, 1, CAST(\(FieldDigests.length) AS INTEGER)) = \(digest)
            """) != nil
    }

    func rememberPast(_ digest: String, of field: ExportedPerson.Field, _ source: ImportSource) throws {
        try run(
            """
            INSERT INTO import_past_values (product, external_id, field, digest)
            VALUES (\(source.product), \(source.externalID), \(field.rawValue), \(digest))
            ON CONFLICT (product, external_id, field, digest) DO NOTHING
            """)
    }

    /// The person who had that id in an old product (`u100000`), or the person they were joined into; nil if there is none or more than
    /// one.
    package func person(sourceID: String, product: ProductID? = nil) throws -> PersonID? {
        let ids: [PersonID] = try rows(
            """
            SELECT DISTINCT person_id FROM import_sources
            WHERE external_id = \(sourceID) AND (product = \(product) OR CAST(\(product) AS TEXT) IS NULL) LIMIT 2
            """
        ).map { try $0["person_id"] }
        return ids.count == 1 ? ids[0] : nil
    }

    /// The ids that a person had in old products.
    package func sources(ofPerson person: PersonID) throws -> [(product: ProductID, externalID: String)] {
        try rows("SELECT product, external_id FROM import_sources WHERE person_id = \(person) ORDER BY product, external_id")
            .map { (try $0["product"], try $0["external_id"]) }
    }

    /// Moves the import sources of a joined person, in the transaction that joins them. From then on, no import changes the address, the
    /// password or the second factor of the joined person.
    func moveSources(from lost: PersonID, to kept: PersonID) throws {
        try run("UPDATE import_sources SET person_id = \(kept), joined = 1 WHERE person_id = \(kept) OR person_id = \(lost)")
        // Where a login had moved, the person it became has moved too.
        try run(
            """
            INSERT INTO rollout_logins (product, person_id, phase_id, browser, known, sent_at, succeeded_at)
            SELECT product, CAST(\(kept) AS TEXT), phase_id, browser, known, sent_at, succeeded_at
            FROM rollout_logins WHERE person_id = \(lost)
            ON CONFLICT (product, person_id) DO UPDATE
            SET succeeded_at = COALESCE(rollout_logins.succeeded_at, excluded.succeeded_at)
            """)
        try run("DELETE FROM rollout_logins WHERE person_id = \(lost)")
        // Whoever was brought back and is joined stays inside: their product cannot check both logins.
        try run("DELETE FROM rollout_returns WHERE person_id = \(kept) OR person_id = \(lost)")
        try run("DELETE FROM move_guides WHERE person_id = \(lost)")
        try run("UPDATE rollout_episodes SET person_id = \(kept) WHERE person_id = \(lost)")
    }
}

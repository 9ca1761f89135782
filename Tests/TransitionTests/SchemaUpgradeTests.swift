import Access
import Core
import Foundation
import SQL
import Schema
import TestSupport
import Testing

@Suite("Upgrading a database that is in use", .onEveryDatabase)
struct SchemaUpgradeTests {
    @Test("The step that frees the words of every table loses no row, no index and no reference")
    func openWords() async throws {
        let place = try #require(IDSchema.migrations.firstIndex { $0.rebuildsTables })
        let before = Array(IDSchema.migrations[..<place])
        let tables = before.flatMap(\.tables)
        let example = try await ImportFixture.with { fixture in
            _ = try await fixture.importDashboard()
            _ = try await fixture.importMail()
            let dropped = IDSchema.migrations.flatMap(\.droppedTables)
            return try await Self.rows(of: tables.filter { !dropped.contains($0) }, fixture.database)
        }
        try await TestDatabase.with(before) { database in
            try await database.write { tx in
                for table in example { try table.insert(tx, adding: table.name == "members" ? ["role": "member"] : [:]) }
                for statement in try Self.remainingRows(tx) { try tx.run(statement) }
            }
            for statement in Self.newWords {
                await #expect(throws: SQLError.self, "\(statement.text)") { try await database.write { try $0.run(statement) } }
            }
            let rows = try await Self.rows(of: tables, database)
            for table in rows { #expect(!table.rows.isEmpty, "no row in \(table.name)") }
            let structure = try await database.read { tx in try Self.structure(tx) }
            #expect(structure.count > 100)

            let applied = try await Migrator(Array(IDSchema.migrations[...place])).upgrade(database)
            #expect(applied == [IDSchema.migrations[place].number])
            let kept = try await Self.rows(of: tables, database)
            for (old, new) in zip(rows, kept) { #expect(new.described == old.described, "\(old.name)") }
            let structureAfter = try await database.read { tx in try Self.structure(tx) }
            #expect(structureAfter == structure)
            for statement in Self.newWords { try await database.write { try $0.run(statement) } }

            _ = try await Migrator(IDSchema.migrations).upgrade(database)
            let status = try await Migrator(IDSchema.migrations).status(of: database)
            #expect(status == .current(IDSchema.migrations.map(\.number).max() ?? 0))
        }
    }

    @Test("Stored addresses come to the canonical form; of two that meet, the later keeps its old form and is reported")
    func canonicalAddresses() async throws {
        let place = try #require(IDSchema.migrations.firstIndex { $0.name == "canonical addresses" })
        try await TestDatabase.with(Array(IDSchema.migrations[..<place])) { database in
            let written = [
                "Ada@Northwind.example", "j\u{00FC}rgen@m\u{00FC}ller.example", "ju\u{0308}rgen@mu\u{0308}ller.example",
                "\u{00C5}sa@x.example",
            ]
            try await database.write { tx in
                for (number, address) in written.enumerated() {
                    let person = "per_\(number)"
                    try tx.run("INSERT INTO people (id, name, status, created_at) VALUES (\(person), 'A', 'active', 1)")
                    try tx.run(
                        """
                        INSERT INTO email_addresses (id, person_id, written, canonical, product, created_at)
                        VALUES (\("adr_\(number)"), \(person), \(address), \(address.lowercased()), 'dashboard', 1)
                        """)
                }
            }
            _ = try await Migrator(IDSchema.migrations).upgrade(database)
            let after: [String] = try await database.read { tx in
                try tx.rows("SELECT canonical FROM email_addresses ORDER BY id").map { try $0["canonical"] }
            }
            let expected = ["ada@northwind.example", "j\u{00FC}rgen@xn--mller-kva.example", written[2], "\u{00C5}sa@x.example"]
            #expect(after.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
            let reported: [String] = try await database.read { tx in
                try tx.rows("SELECT subject FROM audit_events WHERE action = 'address.meets'").map { try $0["subject"] }
            }
            #expect(reported == ["adr_2"])
        }
    }

    @Test("Memberships become grants without one decision changing, and say who gave the role where that is known")
    func grants() async throws {
        let place = try #require(IDSchema.migrations.firstIndex { $0.name == "accessGrants" })
        let before = Array(IDSchema.migrations[..<place])
        let dropped = IDSchema.migrations.flatMap(\.droppedTables)
        let tables = before.flatMap(\.tables).filter { !dropped.contains($0) }
        let (example, grants, projects, expected, catalog) = try await ImportFixture.with { fixture in
            _ = try await fixture.importDashboard()
            _ = try await fixture.importMail()
            let catalog = fixture.catalog
            return try await fixture.database.read { tx in
                (
                    try tables.map { try StoredTable($0, tx) }, try StoredTable("access_grants", tx),
                    try StoredTable("access_grant_projects", tx), try Self.decisions(tx, catalog), catalog
                )
            }
        }
        try await TestDatabase.with(before) { database in
            let inviter = PersonID(at: Timestamp(seconds: 1))
            try await database.write { tx in
                for table in example { try table.insert(tx, adding: table.name == "members" ? ["role": ""] : [:]) }
                for row in grants.rows {
                    let member: String = try row["member_id"]
                    try tx.run("UPDATE members SET role = \(try row["role"] as String) WHERE id = \(member)")
                }
                for row in projects.rows {
                    let grant: String = try row["grant_id"]
                    let member: String? = try grants.rows.first { try $0["id"] == grant }?["member_id"]
                    try tx.run("INSERT INTO member_projects (member_id, project_id) VALUES (\(member), \(try row["project_id"] as String))")
                }
                let changed: String? = try grants.rows.first?["member_id"]
                try tx.run(
                    """
                    INSERT INTO audit_events (id, at, actor, action, subject, account_id, details)
                    VALUES ('evt_change', 77, \("person:" + inviter.text), 'member.changed', \(changed), 'acc', '{}')
                    """)
            }
            _ = try await Migrator(IDSchema.migrations).upgrade(database)
            let found = try await database.read { try Self.decisions($0, catalog) }
            #expect(found.count > 1000 && found == expected)
            let origins = try await database.read { tx in
                try tx.rows("SELECT source, given_by, given_at FROM access_grants ORDER BY given_by").map { row -> String in
                    "\(try row["source"] as String) \(try row["given_by"] as String? ?? "nobody")"
                }
            }
            #expect(Set(origins) == ["import nobody", "person \(inviter)"])
            #expect(origins.count { $0.hasPrefix("person") } == 1)
        }
    }

    /// Every decision about every member: action, area and project.
    private static func decisions(_ tx: Transaction, _ catalog: ProductCatalog) throws -> [String] {
        let now = Timestamp(seconds: 2_000_000_000)
        return try tx.rows("SELECT id, account_id FROM members ORDER BY id").flatMap { row -> [String] in
            let account: AccountID = try row["account_id"]
            guard let member = try tx.member(row["id"], of: account), let product = catalog[member.product] else { return [] }
            let projects = try tx.projects(of: account, limit: 100)
            return Action.allCases.flatMap { action in
                product.areas.flatMap { area in
                    ([.area(area.id)] + projects.map { .project($0.id, of: account, area: area.id) } as [Resource]).map { resource in
                        let decision = decide(member, action, resource, in: product, at: now)
                        return "\(member.id) \(action) \(resource): \(decision.reason) \(decision.role?.id.rawValue ?? "")"
                    }
                }
            }
        }
    }

    private static func rows(of tables: [String], _ database: any Database) async throws -> [StoredTable] {
        try await database.read { tx in try tables.map { try StoredTable($0, tx) } }
    }

    /// Statements that store words which the old constraints do not list.
    private static var newWords: [Statement] {
        [
            "UPDATE outbox SET kind = 'new'", "UPDATE outbox SET state = 'new'", "UPDATE people SET status = 'new'",
            "UPDATE passwords SET set_by = 'new'", "UPDATE second_factors SET kind = 'new'", "UPDATE second_factors SET set_by = 'new'",
            "UPDATE second_factors SET secret = NULL, phone = NULL", "UPDATE sign_ins SET stage = 'new'",
            "UPDATE mail_links SET purpose = 'new'", "UPDATE members SET status = 'new'", "UPDATE invitations SET state = 'new'",
            "UPDATE clients SET kind = 'new'", "UPDATE logout_deliveries SET state = 'new'",
        ]
    }

    /// A row for each table that the example leaves empty.
    private static func remainingRows(_ tx: Transaction) throws -> [Statement] {
        func id(_ query: Statement) throws -> String { try #require(try tx.first(query)?["id"]) }
        let person = try id("SELECT id FROM people ORDER BY id LIMIT 1")
        let address = try id("SELECT id FROM email_addresses ORDER BY id LIMIT 1")
        let factor = try id("SELECT id FROM second_factors ORDER BY id LIMIT 1")
        let account = try id("SELECT account_id AS id FROM projects ORDER BY id LIMIT 1")
        let project = try id("SELECT id FROM projects ORDER BY id LIMIT 1")
        let bytes: [UInt8] = [1, 2, 3]
        return [
            """
            INSERT INTO outbox (id, kind, recipient, subject, text_body, created_at, next_try_at, tries, state)
            VALUES ('o1', 'mail', 'a@b.example', 's', 't', 1, 1, 0, 'waiting'),
                   ('o2', 'web', 'https://b.example', '', 't', 1, 1, 2, 'failed')
            """,
            "INSERT INTO sms_codes (factor_id, code_hash, sent_at, expires_at, tries) VALUES (\(factor), \(bytes), 1, 2, 0)",
            """
            INSERT INTO sessions (id, person_id, token_hash, started_at, last_seen_at, ends_at, auth_time, acr, amr, address, agent)
            VALUES ('s1', \(person), \(bytes), 1, 1, 9, 1, '1', 'pwd', '192.0.2.1', '')
            """,
            "INSERT INTO session_proofs (session_id, person_id, password_at) VALUES ('s1', \(person), 1)",
            """
            INSERT INTO sign_ins (token_hash, return_to, stage, person_id, also_proved, created_at, expires_at, network)
            VALUES (\(bytes), 'sealed', 'second-factor', \(person), '', 1, 9, '192.0.2.0')
            """,
            "INSERT INTO tries (name, counted, level, window_ends_at) VALUES ('t', 1, 0, 9)",
            """
            INSERT INTO mail_links (token_hash, purpose, person_id, address_id, created_at, expires_at)
            VALUES (\(bytes), 'password', \(person), \(address), 1, 9)
            """,
            """
            INSERT INTO invitations (id, account_id, product, email, email_canonical, role, token_hash, created_at, sent_at, expires_at,
                state)
            VALUES ('i1', \(account), 'dashboard', 'a@b.example', 'a@b.example', 'administrator', \(bytes), 1, 1, 9, 'pending')
            """,
            "INSERT INTO member_projects (member_id, project_id) SELECT MIN(id), \(project) FROM members",
            "INSERT INTO invitation_projects (invitation_id, project_id) VALUES ('i1', \(project))",
            """
            INSERT INTO access_requests (id, account_id, product, person_id, area, created_at)
            VALUES ('a1', \(account), 'dashboard', \(person), 'billing', 1)
            """,
            """
            INSERT INTO clients (id, name, kind, first_party, require_pkce, grant_types, scopes, redirect_uris, post_logout_redirect_uris,
                id_token_algorithm, created_at, created_by)
            VALUES ('c1', 'Client', 'public', 0, 1, 'authorization_code', 'openid', '', '', 'ES256', 1, 'operator')
            """,
            """
            INSERT INTO signing_keys (kid, algorithm, private_sealed, public_jwk, created_at) VALUES ('k1', 'ES256', \(bytes), '{}', 1)
            """,
            """
            INSERT INTO openid_grants (id, client_id, person_id, session_id, scope, auth_time, acr, amr, created_at)
            VALUES ('g1', 'c1', \(person), 's1', 'openid', 1, '1', 'pwd', 1)
            """,
            "INSERT INTO authorization_codes (hash, grant_id, redirect_uri, expires_at) VALUES (\(bytes), 'g1', 'https://b.example', 9)",
            "INSERT INTO refresh_tokens (hash, grant_id, expires_at) VALUES (\(bytes), 'g1', 9)",
            "INSERT INTO consents (person_id, client_id, scope, at) VALUES (\(person), 'c1', 'openid', 1)",
            """
            INSERT INTO logout_deliveries (id, client_id, person_id, session_id, created_at, next_try_at, tries, state)
            VALUES ('l1', 'c1', \(person), 's1', 1, 1, 0, 'waiting')
            """,
            "INSERT INTO import_past_values (product, external_id, field, digest) VALUES ('dashboard', 'x', 'name', 'd')",
            "INSERT INTO import_seen (run, name) VALUES ('r', 'n')",
            "INSERT INTO import_runs (id, started_at) VALUES ('r', 1)",
            "INSERT INTO import_keys (name, sealed) VALUES ('test', \(bytes))",
            "INSERT INTO join_postponements (person_id, until) VALUES (\(person), 9)",
        ]
    }

    /// Columns, references and indexes, one a line, without the constraints over words.
    private static func structure(_ tx: Transaction) throws -> [String] {
        let queries: [Statement] =
            switch tx.dialect {
            case .sqlite:
                [
                    "SELECT m.name AS of_table, i.* FROM sqlite_master m JOIN pragma_table_info(m.name) i WHERE m.type = 'table'",
                    "SELECT m.name AS of_table, f.* FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
                    "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index'",
                ]
            case .postgres:
                [
                    """
                    SELECT CAST(table_name AS TEXT) AS of_table, CAST(column_name AS TEXT) AS name, CAST(is_nullable AS TEXT) AS nullable
                    FROM information_schema.columns WHERE table_schema = current_schema()
                    """,
                    "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()",
                    """
                    SELECT pg_get_constraintdef(oid) AS definition, CAST(conname AS TEXT) AS name FROM pg_constraint
                    WHERE contype IN ('f', 'p', 'u') AND connamespace = CAST(current_schema() AS regnamespace)
                    """,
                ]
            }
        return try queries.flatMap { try tx.rows($0).map { "\($0.columns) \($0.values)" } }.sorted()
    }
}

extension Migration {
    fileprivate var droppedTables: [String] {
        statements.compactMap { $0.text.firstMatch(of: /^DROP TABLE (\w+)/).map { String($0.1) } }
    }

    /// The tables that it creates, each after those it refers to.
    fileprivate var tables: [String] { statements.compactMap { $0.text.firstMatch(of: /^CREATE TABLE (\w+)/).map { String($0.1) } } }
}

/// The rows of one table.
private struct StoredTable: Sendable {
    let name: String
    let rows: [Row]

    init(_ name: String, _ tx: Transaction) throws {
        self.name = name
        rows = try tx.rows(Statement(stringLiteral: "SELECT * FROM \(name)"))
    }

    var described: [String] { rows.map { "\($0.columns) \($0.values)" }.sorted() }

    /// Adds the rows to another database, without the columns that it does not have, and with those that only it has.
    func insert(_ tx: Transaction, adding more: [String: String] = [:]) throws {
        let query: Statement =
            switch tx.dialect {
            case .sqlite: "SELECT name FROM pragma_table_info(\(name))"
            case .postgres:
                """
                SELECT CAST(column_name AS TEXT) AS name FROM information_schema.columns
                WHERE table_schema = current_schema() AND table_name = \(name)
                """
            }
        let columns = Set(try tx.rows(query).map { row -> String in try row["name"] })
        for row in rows {
            let kept = zip(row.columns, row.values).filter { columns.contains($0.0) } + more.map { ($0.key, SQLValue.text($0.value)) }
            var parts = Statement.Interpolation(literalCapacity: 0, interpolationCount: kept.count)
            parts.appendLiteral("INSERT INTO \(name) (\(kept.map(\.0).joined(separator: ", "))) VALUES (")
            for (index, pair) in kept.enumerated() {
                if index > 0 { parts.appendLiteral(", ") }
                parts.appendInterpolation(StoredValue(sqlValue: pair.1))
            }
            parts.appendLiteral(")")
            try tx.run(Statement(stringInterpolation: parts))
        }
    }
}

private struct StoredValue: SQLEncodable { let sqlValue: SQLValue }

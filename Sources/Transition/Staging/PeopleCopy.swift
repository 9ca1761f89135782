internal import SQL

/// A copy of all that an import reads and changes, for a dry run: it does there what the import would do here.
package enum PeopleCopy {
    package struct Table: Sendable {
        package let name: StaticString
        package let columns: [StaticString]
        /// The columns of the primary key, by which it is read part by part.
        let key: [StaticString]
    }

    /// Parents before what refers to them.
    package static let tables = [
        Table(
            name: "people",
            columns: [
                "id", "name", "locale", "zoneinfo", "status", "merged_into", "created_at", "last_sign_in_at", "updated_at",
                "passkey_declined_at", "search_key",
            ],
            key: ["id"]),
        Table(
            name: "email_addresses",
            columns: ["id", "person_id", "written", "canonical", "verified_at", "product", "created_at", "vouched", "is_main"],
            key: ["id"]),
        Table(
            name: "login_names", columns: ["product", "canonical", "person_id", "written", "created_at"], key: ["product", "canonical"]),
        Table(name: "passwords", columns: ["person_id", "hash", "set_by", "set_at", "cost", "kept_as"], key: ["person_id"]),
        Table(
            name: "second_factors",
            columns: ["id", "person_id", "kind", "label", "secret", "last_step", "phone", "set_by", "created_at"], key: ["id"]),
        Table(
            name: "passkeys",
            columns: [
                "id", "person_id", "kind", "rp_id", "credential_id", "public_key", "counter", "backup_eligible", "backed_up",
                "transports", "name", "set_by", "created_at", "last_used_at",
            ], key: ["id"]),
        Table(
            name: "accounts",
            columns: [
                "id", "name", "created_at", "needs_two_factors", "two_factors_from", "sign_in_ways", "sign_in_hours", "sign_in_networks",
                "others_invite", "fresh_proof", "technical_contact", "billing_contact", "security_contact", "locale", "zoneinfo",
            ], key: ["id"]),
        Table(name: "account_products", columns: ["account_id", "product"], key: ["account_id", "product"]),
        Table(name: "account_sources", columns: ["product", "external_id", "account_id"], key: ["product", "external_id"]),
        Table(name: "projects", columns: ["id", "account_id", "name", "name_key", "created_at", "source_name", "parent_id"], key: ["id"]),
        Table(
            name: "members", columns: ["id", "account_id", "product", "person_id", "status", "created_at", "held_at"], key: ["id"]),
        Table(
            name: "custom_roles",
            columns: ["id", "account_id", "product", "name", "name_key", "purpose", "areas", "projects", "created_at"], key: ["id"]),
        Table(
            name: "access_groups", columns: ["id", "account_id", "product", "name", "name_key", "created_at", "external_id"], key: ["id"]),
        Table(
            name: "access_group_members", columns: ["group_id", "member_id", "added_by", "added_at"], key: ["group_id", "member_id"]),
        Table(
            name: "access_grants",
            columns: [
                "id", "account_id", "product", "member_id", "role", "ends_at", "source", "given_by", "given_at", "warned_at", "group_id",
                "copy_of",
            ],
            key: ["id"]),
        Table(
            name: "access_grant_projects", columns: ["grant_id", "project_id", "with_below", "through"],
            key: ["grant_id", "project_id"]),
        Table(
            name: "clients",
            columns: [
                "id", "name", "kind", "secret_hash", "first_party", "require_pkce", "grant_types", "scopes", "redirect_uris",
                "post_logout_redirect_uris", "backchannel_logout_uri", "id_token_algorithm", "product", "account_id", "project_id",
                "created_at", "created_by", "revoked_at", "last_used_at", "kept_at", "claims_in_id_token", "needs_account",
                "assertion_keys", "old_secret_hash", "old_secret_until", "needs_bound_tokens", "resources", "uses_resources",
                "exchanges_from", "policy_uri", "support_uri", "logo_uri", "needs_pushed_requests", "expires_at", "networks",
                "last_used_from", "last_used_for", "end_warned_at",
            ], key: ["id"]),
        Table(
            name: "import_sources",
            columns: [
                "product", "external_id", "person_id", "account_external_id", "fields", "factor_id", "joined", "imported_at", "changed_at",
            ], key: ["product", "external_id"]),
        Table(
            name: "import_past_values", columns: ["product", "external_id", "field", "digest"],
            key: ["product", "external_id", "field", "digest"]),
        Table(name: "import_keys", columns: ["name", "sealed"], key: ["name"]),
    ]

    static func fill(_ copy: any Database, from people: any Database) async throws {
        for table in tables {
            var last: [SQLValue] = []
            while true {
                let after = last
                let rows = try await people.readLong { tx in try tx.rows(table.part(after: after)) }
                guard let end = rows.last else { break }
                last = zip(end.columns, end.values).filter { name, _ in table.key.contains { "\($0)" == name } }.map(\.1)
                // Rows that came in meanwhile may refer to others that did too.
                try await copy.rebuild { tx in
                    for row in rows {
                        try tx.run("INSERT INTO \(sql: table.name) (\(columns: table.columns)) VALUES \(list: row.values)")
                    }
                }
            }
        }
    }
}

extension PeopleCopy.Table {
    fileprivate func part(after last: [SQLValue]) -> Statement {
        let order: Statement = "\(columns: key)"
        let from: Statement = last.isEmpty ? "" : " WHERE (\(order)) > \(list: last)"
        return "SELECT \(columns: columns) FROM \(sql: name)\(from) ORDER BY \(order) LIMIT 1000"
    }
}

package import SQL

/// The tables of ProductKit in each product's own database.
package enum ProductSchema {
    package static let migrations: [Migration] = [
        Migration(
            1, "product sessions",
            [
                """
                CREATE TABLE product_sessions (
                    token_hash BYTEA PRIMARY KEY,
                    subject TEXT NOT NULL,
                    id_session TEXT,
                    sealed_tokens BYTEA NOT NULL,
                    account TEXT,
                    project TEXT,
                    started_at BIGINT NOT NULL,
                    last_seen_at BIGINT NOT NULL,
                    expires_at BIGINT NOT NULL
                )
                """,
                "CREATE INDEX product_sessions_by_subject ON product_sessions (subject)",
                "CREATE INDEX product_sessions_by_id_session ON product_sessions (id_session)",
                "CREATE INDEX product_sessions_by_expiry ON product_sessions (expires_at)",
                """
                CREATE TABLE product_sign_ins (
                    state_hash BYTEA PRIMARY KEY,
                    browser_hash BYTEA NOT NULL,
                    sealed BYTEA NOT NULL,
                    expires_at BIGINT NOT NULL
                )
                """,
                "CREATE TABLE product_used_logouts (jti TEXT PRIMARY KEY, expires_at BIGINT NOT NULL)",
            ]),
        Migration(
            2, "product sign-ins by network",
            [
                "ALTER TABLE product_sign_ins ADD COLUMN network TEXT NOT NULL DEFAULT ''",
                "CREATE INDEX product_sign_ins_by_network ON product_sign_ins (network, expires_at)",
                "CREATE INDEX product_sign_ins_by_expiry ON product_sign_ins (expires_at)",
            ]),
        Migration(
            3, "held forms",
            [
                """
                CREATE TABLE product_held_forms (
                    token_hash BYTEA PRIMARY KEY,
                    subject TEXT NOT NULL,
                    sealed BYTEA NOT NULL,
                    expires_at BIGINT NOT NULL
                )
                """,
                "CREATE INDEX product_held_forms_by_subject ON product_held_forms (subject, expires_at)",
                "CREATE INDEX product_held_forms_by_expiry ON product_held_forms (expires_at)",
            ]),
        Migration(
            4, "visits of first pages",
            [
                """
                CREATE TABLE product_visits (
                    subject TEXT NOT NULL, account TEXT NOT NULL, since BIGINT, seen_at BIGINT NOT NULL, PRIMARY KEY (subject, account)
                )
                """,
                "CREATE INDEX product_visits_by_time ON product_visits (seen_at)",
            ]),
    ]
}

package import SQL

/// The tables of a product's own sign-in, in the product's database.
package enum ClassicSchema {
    package static let migrations: [Migration] = [
        Migration(
            51, "classic sign-in",
            [
                // sealed: the password's hash and the second factor; NULL for whoever does not sign in here.
                """
                CREATE TABLE classic_logins (
                    subject TEXT PRIMARY KEY,
                    sealed BYTEA,
                    last_step BIGINT,
                    arrived_at BIGINT
                )
                """,
                "CREATE TABLE classic_names (name TEXT NOT NULL, subject TEXT NOT NULL, PRIMARY KEY (name, subject))",
                "CREATE INDEX classic_names_by_subject ON classic_names (subject)",
                // How far the ID's list was read.
                "CREATE TABLE classic_places (name TEXT PRIMARY KEY, place TEXT NOT NULL)",
                """
                CREATE TABLE classic_codes (
                    subject TEXT PRIMARY KEY,
                    hash BYTEA NOT NULL,
                    sent_at BIGINT NOT NULL,
                    expires_at BIGINT NOT NULL
                )
                """,
                "CREATE TABLE classic_tries (name TEXT PRIMARY KEY, counted BIGINT NOT NULL, ends_at BIGINT NOT NULL)",
                "CREATE INDEX classic_tries_by_end ON classic_tries (ends_at)",
                // Networks from which a login signed in before.
                """
                CREATE TABLE classic_networks (
                    subject TEXT NOT NULL,
                    network TEXT NOT NULL,
                    seen_at BIGINT NOT NULL,
                    PRIMARY KEY (subject, network)
                )
                """,
            ])
    ]
}

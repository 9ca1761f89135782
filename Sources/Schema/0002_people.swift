internal import SQL

let people = Migration(
    2, "people",
    [
        """
        CREATE TABLE people (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            locale TEXT,
            status TEXT NOT NULL CHECK (status IN ('active', 'suspended', 'invited')),
            merged_into TEXT REFERENCES people (id),
            created_at BIGINT NOT NULL,
            last_sign_in_at BIGINT
        )
        """,
        "CREATE INDEX people_merged ON people (merged_into)",
        """
        CREATE TABLE email_addresses (
            id TEXT PRIMARY KEY,
            person_id TEXT NOT NULL REFERENCES people (id),
            written TEXT NOT NULL,
            canonical TEXT NOT NULL,
            verified_at BIGINT,
            product TEXT,
            created_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX email_addresses_by_canonical ON email_addresses (canonical)",
        "CREATE INDEX email_addresses_by_person ON email_addresses (person_id, id)",
        "CREATE UNIQUE INDEX email_addresses_imported ON email_addresses (canonical, product) WHERE product IS NOT NULL",
        "CREATE UNIQUE INDEX email_addresses_verified ON email_addresses (canonical) WHERE verified_at IS NOT NULL",
        """
        CREATE TABLE passwords (
            person_id TEXT PRIMARY KEY REFERENCES people (id),
            hash TEXT NOT NULL,
            set_by TEXT NOT NULL CHECK (set_by IN ('import', 'person')),
            set_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE second_factors (
            id TEXT PRIMARY KEY,
            person_id TEXT NOT NULL REFERENCES people (id),
            kind TEXT NOT NULL CHECK (kind IN ('totp', 'sms')),
            label TEXT NOT NULL,
            secret BYTEA,
            last_step BIGINT,
            phone TEXT,
            set_by TEXT NOT NULL CHECK (set_by IN ('import', 'person')),
            created_at BIGINT NOT NULL,
            CHECK ((kind = 'totp' AND secret IS NOT NULL) OR (kind = 'sms' AND phone IS NOT NULL))
        )
        """,
        "CREATE INDEX second_factors_by_person ON second_factors (person_id, id)",
        """
        CREATE TABLE sms_codes (
            factor_id TEXT PRIMARY KEY REFERENCES second_factors (id) ON DELETE CASCADE,
            code_hash BYTEA NOT NULL,
            sent_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            tries BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE sessions (
            id TEXT PRIMARY KEY,
            person_id TEXT NOT NULL REFERENCES people (id),
            token_hash BYTEA NOT NULL UNIQUE,
            started_at BIGINT NOT NULL,
            last_seen_at BIGINT NOT NULL,
            ends_at BIGINT NOT NULL,
            auth_time BIGINT NOT NULL,
            acr TEXT NOT NULL,
            amr TEXT NOT NULL,
            address TEXT NOT NULL,
            agent TEXT NOT NULL,
            ended_at BIGINT
        )
        """,
        "CREATE INDEX sessions_by_person ON sessions (person_id, id)",
        """
        CREATE TABLE session_proofs (
            session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            person_id TEXT NOT NULL REFERENCES people (id),
            password_at BIGINT,
            factor_at BIGINT,
            PRIMARY KEY (session_id, person_id)
        )
        """,
        """
        CREATE TABLE sign_ins (
            token_hash BYTEA PRIMARY KEY,
            return_to TEXT NOT NULL,
            product TEXT,
            address TEXT,
            stage TEXT NOT NULL CHECK (stage IN ('address', 'password', 'second-factor', 'done')),
            person_id TEXT REFERENCES people (id),
            also_proved TEXT NOT NULL,
            factor_id TEXT,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX sign_ins_by_expiry ON sign_ins (expires_at)",
        """
        CREATE TABLE tries (
            name TEXT PRIMARY KEY,
            counted BIGINT NOT NULL,
            level BIGINT NOT NULL,
            window_ends_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX tries_by_end ON tries (window_ends_at)",
        """
        CREATE TABLE mail_links (
            token_hash BYTEA PRIMARY KEY,
            purpose TEXT NOT NULL CHECK (purpose IN ('password')),
            person_id TEXT NOT NULL REFERENCES people (id),
            address_id TEXT NOT NULL REFERENCES email_addresses (id),
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            used_at BIGINT
        )
        """,
        "CREATE INDEX mail_links_by_person ON mail_links (person_id)",
    ])

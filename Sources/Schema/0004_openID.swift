internal import SQL

let openID = Migration(
    4, "openID",
    [
        """
        CREATE TABLE clients (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('confidential', 'public')),
            secret_hash BYTEA,
            first_party BIGINT NOT NULL,
            require_pkce BIGINT NOT NULL,
            grant_types TEXT NOT NULL,
            scopes TEXT NOT NULL,
            redirect_uris TEXT NOT NULL,
            post_logout_redirect_uris TEXT NOT NULL,
            backchannel_logout_uri TEXT,
            id_token_algorithm TEXT NOT NULL,
            product TEXT,
            account_id TEXT,
            project_id TEXT,
            created_at BIGINT NOT NULL,
            created_by TEXT NOT NULL,
            revoked_at BIGINT
        )
        """,
        "CREATE INDEX clients_by_account ON clients (account_id, id)",
        """
        CREATE TABLE signing_keys (
            kid TEXT PRIMARY KEY,
            algorithm TEXT NOT NULL,
            private_sealed BYTEA NOT NULL,
            public_jwk TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            signs_from BIGINT,
            shown_until BIGINT
        )
        """,
        """
        CREATE TABLE openid_grants (
            id TEXT PRIMARY KEY,
            client_id TEXT NOT NULL REFERENCES clients (id),
            person_id TEXT NOT NULL,
            session_id TEXT NOT NULL,
            account_id TEXT,
            scope TEXT NOT NULL,
            nonce TEXT,
            auth_time BIGINT NOT NULL,
            acr TEXT NOT NULL,
            amr TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            revoked_at BIGINT,
            revoked_because TEXT
        )
        """,
        "CREATE INDEX openid_grants_by_session ON openid_grants (session_id)",
        "CREATE INDEX openid_grants_by_person ON openid_grants (person_id)",
        "CREATE INDEX openid_grants_by_client ON openid_grants (client_id)",
        """
        CREATE TABLE authorization_codes (
            hash BYTEA PRIMARY KEY,
            grant_id TEXT NOT NULL REFERENCES openid_grants (id),
            redirect_uri TEXT NOT NULL,
            code_challenge TEXT,
            expires_at BIGINT NOT NULL,
            used_at BIGINT
        )
        """,
        "CREATE INDEX authorization_codes_by_grant ON authorization_codes (grant_id)",
        "CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expires_at)",
        """
        CREATE TABLE refresh_tokens (
            hash BYTEA PRIMARY KEY,
            grant_id TEXT NOT NULL REFERENCES openid_grants (id),
            expires_at BIGINT NOT NULL,
            used_at BIGINT
        )
        """,
        "CREATE INDEX refresh_tokens_by_grant ON refresh_tokens (grant_id)",
        "CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at)",
        """
        CREATE TABLE consents (
            person_id TEXT NOT NULL,
            client_id TEXT NOT NULL REFERENCES clients (id),
            scope TEXT NOT NULL,
            at BIGINT NOT NULL,
            PRIMARY KEY (person_id, client_id)
        )
        """,
        """
        CREATE TABLE logout_deliveries (
            id TEXT PRIMARY KEY,
            client_id TEXT NOT NULL REFERENCES clients (id),
            person_id TEXT NOT NULL,
            session_id TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            next_try_at BIGINT NOT NULL,
            tries BIGINT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
            last_error TEXT
        )
        """,
        "CREATE INDEX logout_deliveries_waiting ON logout_deliveries (state, next_try_at)",
    ])

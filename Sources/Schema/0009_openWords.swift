internal import SQL

/// The types of the program say which words a column may hold. A constraint that says so too would need every table made anew for each new
/// word.
let openWords = Migration(
    9, "no lists of words",
    [],
    only: [
        .postgres: [
            "ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check, DROP CONSTRAINT outbox_state_check",
            "ALTER TABLE people DROP CONSTRAINT people_status_check",
            "ALTER TABLE passwords DROP CONSTRAINT passwords_set_by_check",
            """
            ALTER TABLE second_factors DROP CONSTRAINT second_factors_kind_check, DROP CONSTRAINT second_factors_set_by_check,
                DROP CONSTRAINT second_factors_check
            """,
            "ALTER TABLE sign_ins DROP CONSTRAINT sign_ins_stage_check",
            "ALTER TABLE mail_links DROP CONSTRAINT mail_links_purpose_check",
            "ALTER TABLE members DROP CONSTRAINT members_status_check",
            "ALTER TABLE invitations DROP CONSTRAINT invitations_state_check",
            "ALTER TABLE clients DROP CONSTRAINT clients_kind_check",
            "ALTER TABLE logout_deliveries DROP CONSTRAINT logout_deliveries_state_check",
        ],
        .sqlite: (messages + peopleTables + accessTables + clientTables).flatMap(\.statements),
    ],
    rebuildsTables: true
).stoppingOlder()

private let messages = [
    TableRebuild(
        "outbox",
        columns: "id, kind, recipient, subject, text_body, html_body, created_at, next_try_at, tries, state, last_error",
        """
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        recipient TEXT NOT NULL,
        subject TEXT NOT NULL,
        text_body TEXT NOT NULL,
        html_body TEXT,
        created_at BIGINT NOT NULL,
        next_try_at BIGINT NOT NULL,
        tries BIGINT NOT NULL,
        state TEXT NOT NULL,
        last_error TEXT
        """,
        indexes: ["CREATE INDEX outbox_waiting ON outbox (state, next_try_at)"])
]

private let peopleTables = [
    TableRebuild(
        "people", columns: "id, name, locale, status, merged_into, created_at, last_sign_in_at",
        """
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        locale TEXT,
        status TEXT NOT NULL,
        merged_into TEXT REFERENCES people (id),
        created_at BIGINT NOT NULL,
        last_sign_in_at BIGINT
        """,
        indexes: ["CREATE INDEX people_merged ON people (merged_into)"]),
    TableRebuild(
        "passwords", columns: "person_id, hash, set_by, set_at, cost",
        """
        person_id TEXT PRIMARY KEY REFERENCES people (id),
        hash TEXT NOT NULL,
        set_by TEXT NOT NULL,
        set_at BIGINT NOT NULL,
        cost BIGINT NOT NULL DEFAULT 9000000000000
        """,
        indexes: ["CREATE INDEX passwords_by_cost ON passwords (cost)"]),
    TableRebuild(
        "second_factors", columns: "id, person_id, kind, label, secret, last_step, phone, set_by, created_at",
        """
        id TEXT PRIMARY KEY,
        person_id TEXT NOT NULL REFERENCES people (id),
        kind TEXT NOT NULL,
        label TEXT NOT NULL,
        secret BYTEA,
        last_step BIGINT,
        phone TEXT,
        set_by TEXT NOT NULL,
        created_at BIGINT NOT NULL
        """,
        indexes: ["CREATE INDEX second_factors_by_person ON second_factors (person_id, id)"]),
    TableRebuild(
        "sign_ins",
        columns: "token_hash, return_to, product, address, stage, person_id, also_proved, factor_id, created_at, expires_at, network",
        """
        token_hash BYTEA PRIMARY KEY,
        return_to TEXT NOT NULL,
        product TEXT,
        address TEXT,
        stage TEXT NOT NULL,
        person_id TEXT REFERENCES people (id),
        also_proved TEXT NOT NULL,
        factor_id TEXT,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        network TEXT NOT NULL DEFAULT ''
        """,
        indexes: [
            "CREATE INDEX sign_ins_by_expiry ON sign_ins (expires_at)",
            "CREATE INDEX sign_ins_by_network ON sign_ins (network, expires_at)",
        ]),
    TableRebuild(
        "mail_links", columns: "token_hash, purpose, person_id, address_id, created_at, expires_at, used_at",
        """
        token_hash BYTEA PRIMARY KEY,
        purpose TEXT NOT NULL,
        person_id TEXT NOT NULL REFERENCES people (id),
        address_id TEXT NOT NULL REFERENCES email_addresses (id),
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        used_at BIGINT
        """,
        indexes: ["CREATE INDEX mail_links_by_person ON mail_links (person_id)"]),
]

private let accessTables = [
    TableRebuild(
        "members", columns: "id, account_id, product, person_id, role, status, created_at",
        """
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES accounts (id),
        product TEXT NOT NULL,
        person_id TEXT NOT NULL,
        role TEXT NOT NULL,
        status TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        CONSTRAINT members_person UNIQUE (person_id, account_id, product)
        """,
        indexes: [
            "CREATE INDEX members_by_account ON members (account_id, product, id)",
            "CREATE INDEX members_by_role ON members (account_id, product, role, status)",
        ]),
    TableRebuild(
        "invitations",
        columns: """
            id, account_id, product, email, email_canonical, role, invited_by, token_hash, created_at, sent_at, expires_at, state,
            accepted_by
            """,
        """
        id TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES accounts (id),
        product TEXT NOT NULL,
        email TEXT NOT NULL,
        email_canonical TEXT NOT NULL,
        role TEXT NOT NULL,
        invited_by TEXT,
        token_hash BYTEA NOT NULL,
        created_at BIGINT NOT NULL,
        sent_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        state TEXT NOT NULL,
        accepted_by TEXT,
        CONSTRAINT invitations_token UNIQUE (token_hash)
        """,
        indexes: [
            "CREATE UNIQUE INDEX invitations_pending ON invitations (account_id, product, email_canonical) WHERE state = 'pending'",
            "CREATE INDEX invitations_by_account ON invitations (account_id, product, state, id)",
        ]),
]

private let clientTables = [
    TableRebuild(
        "clients",
        columns: """
            id, name, kind, secret_hash, first_party, require_pkce, grant_types, scopes, redirect_uris, post_logout_redirect_uris,
            backchannel_logout_uri, id_token_algorithm, product, account_id, project_id, created_at, created_by, revoked_at
            """,
        """
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
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
        """,
        indexes: ["CREATE INDEX clients_by_account ON clients (account_id, id)"]),
    TableRebuild(
        "logout_deliveries",
        columns: "id, client_id, person_id, session_id, created_at, next_try_at, tries, state, last_error",
        """
        id TEXT PRIMARY KEY,
        client_id TEXT NOT NULL REFERENCES clients (id),
        person_id TEXT NOT NULL,
        session_id TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        next_try_at BIGINT NOT NULL,
        tries BIGINT NOT NULL,
        state TEXT NOT NULL,
        last_error TEXT
        """,
        indexes: ["CREATE INDEX logout_deliveries_waiting ON logout_deliveries (state, next_try_at)"]),
]

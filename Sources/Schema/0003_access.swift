internal import SQL

let access = Migration(
    3, "access",
    [
        """
        CREATE TABLE accounts (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            created_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE account_products (
            account_id TEXT NOT NULL REFERENCES accounts (id),
            product TEXT NOT NULL,
            PRIMARY KEY (account_id, product)
        )
        """,
        """
        CREATE TABLE account_sources (
            product TEXT NOT NULL,
            external_id TEXT NOT NULL,
            account_id TEXT NOT NULL REFERENCES accounts (id),
            PRIMARY KEY (product, external_id)
        )
        """,
        """
        CREATE TABLE projects (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts (id),
            name TEXT NOT NULL,
            name_key TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            CONSTRAINT projects_name UNIQUE (account_id, name_key)
        )
        """,
        """
        CREATE TABLE members (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts (id),
            product TEXT NOT NULL,
            person_id TEXT NOT NULL,
            role TEXT NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
            created_at BIGINT NOT NULL,
            CONSTRAINT members_person UNIQUE (person_id, account_id, product)
        )
        """,
        "CREATE INDEX members_by_account ON members (account_id, product, id)",
        "CREATE INDEX members_by_role ON members (account_id, product, role, status)",
        """
        CREATE TABLE member_projects (
            member_id TEXT NOT NULL REFERENCES members (id) ON DELETE CASCADE,
            project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
            PRIMARY KEY (member_id, project_id)
        )
        """,
        "CREATE INDEX member_projects_by_project ON member_projects (project_id)",
        """
        CREATE TABLE invitations (
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
            state TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'revoked')),
            accepted_by TEXT,
            CONSTRAINT invitations_token UNIQUE (token_hash)
        )
        """,
        "CREATE UNIQUE INDEX invitations_pending ON invitations (account_id, product, email_canonical) WHERE state = 'pending'",
        "CREATE INDEX invitations_by_account ON invitations (account_id, product, state, id)",
        """
        CREATE TABLE invitation_projects (
            invitation_id TEXT NOT NULL REFERENCES invitations (id) ON DELETE CASCADE,
            project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
            PRIMARY KEY (invitation_id, project_id)
        )
        """,
        "CREATE INDEX invitation_projects_by_project ON invitation_projects (project_id)",
        """
        CREATE TABLE access_requests (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts (id),
            product TEXT NOT NULL,
            person_id TEXT NOT NULL,
            area TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            CONSTRAINT access_requests_once UNIQUE (account_id, product, person_id, area)
        )
        """,
    ])

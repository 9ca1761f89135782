internal import SQL

let productNotices = Migration(
    81, "productNotices",
    [
        // What products asked the ID to tell people. `name` is the product's own, and told once; `page` is where it leads.
        """
        CREATE TABLE product_notices (
            id TEXT PRIMARY KEY,
            product TEXT NOT NULL,
            account_id TEXT NOT NULL REFERENCES accounts (id),
            kind TEXT NOT NULL,
            project_id TEXT,
            page TEXT NOT NULL,
            name TEXT NOT NULL,
            told BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            UNIQUE (product, name)
        )
        """,
        "CREATE INDEX product_notices_by_account ON product_notices (account_id, product, created_at)",
        "CREATE INDEX product_notices_by_time ON product_notices (created_at)",
        "CREATE INDEX product_notices_by_project ON product_notices (project_id)",
    ])

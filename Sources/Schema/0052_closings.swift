internal import SQL

let closings = Migration(
    52, "closings",
    [
        // An account that its administrators close in a product, once the day has come.
        """
        CREATE TABLE account_closings (
            account_id TEXT NOT NULL REFERENCES accounts (id),
            product TEXT NOT NULL,
            requested_by TEXT NOT NULL,
            requested_at BIGINT NOT NULL,
            closes_at BIGINT NOT NULL,
            PRIMARY KEY (account_id, product)
        )
        """,
        "CREATE INDEX account_closings_due ON account_closings (closes_at)",
    ])

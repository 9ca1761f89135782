internal import SQL

let clientErrors = Migration(
    79, "clientErrors",
    [
        // What clients were refused, for whoever connects them: the latest of each kind, the newest twenty of an endpoint.
        """
        CREATE TABLE client_errors (
            client_id TEXT NOT NULL REFERENCES clients (id),
            endpoint TEXT NOT NULL,
            error TEXT NOT NULL,
            description TEXT NOT NULL,
            times BIGINT NOT NULL,
            last_at BIGINT NOT NULL,
            PRIMARY KEY (client_id, endpoint, error, description)
        )
        """,
        "CREATE INDEX client_errors_by_time ON client_errors (client_id, last_at)",
    ])

internal import SQL

let auditChain = Migration(
    48, "auditChain",
    [
        // The product that an event is about; null if it is about the account, or about no account.
        "ALTER TABLE audit_events ADD COLUMN product TEXT",
        // The event's place among those of its account, sealed within a second after its commit, and the digests of what is personal in it.
        "ALTER TABLE audit_events ADD COLUMN chain_number BIGINT",
        "ALTER TABLE audit_events ADD COLUMN chain_hash BYTEA",
        "ALTER TABLE audit_events ADD COLUMN value_digests TEXT",
        "CREATE INDEX audit_events_unsealed ON audit_events (id) WHERE chain_number IS NULL",
        "CREATE INDEX audit_events_by_chain ON audit_events (account_id, chain_number)",
        // Goes with its value, so that a digest tells nothing of a value that was erased.
        "ALTER TABLE event_values ADD COLUMN salt BYTEA",
        // Where each chain ends, and where it begins since old events were deleted. The name is the account's id, or empty.
        """
        CREATE TABLE audit_chains (
            chain TEXT PRIMARY KEY,
            number BIGINT NOT NULL,
            hash BYTEA NOT NULL,
            begins_after BIGINT NOT NULL,
            begin_hash BYTEA NOT NULL
        )
        """,
        // The daily signatures over the ends of all chains that grew, and these ends.
        """
        CREATE TABLE audit_heads (
            number BIGINT PRIMARY KEY,
            at BIGINT NOT NULL,
            cut BIGINT NOT NULL,
            signed TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE audit_head_chains (
            head BIGINT NOT NULL REFERENCES audit_heads (number),
            chain TEXT NOT NULL,
            number BIGINT NOT NULL,
            hash BYTEA NOT NULL,
            PRIMARY KEY (head, chain)
        )
        """,
        "CREATE INDEX audit_head_chains_by_chain ON audit_head_chains (chain, number)",
    ],
    only: [
        .sqlite: [
            "UPDATE event_values SET salt = randomblob(16)",
            "UPDATE audit_events SET product = json_extract(details, '$.product') WHERE account_id IS NOT NULL",
        ] + productsOfSubjects,
        .postgres: [
            "UPDATE event_values SET salt = uuid_send(gen_random_uuid())",
            "UPDATE audit_events SET product = CAST(details AS JSONB) ->> 'product' WHERE account_id IS NOT NULL",
        ] + productsOfSubjects,
    ])

/// Events of before that did not name the product: it is their subject's.
private let productsOfSubjects: [Statement] = [
    """
    UPDATE audit_events SET product = (SELECT m.product FROM members m WHERE m.id = subject)
    WHERE product IS NULL AND subject LIKE 'mem~_%' ESCAPE '~'
    """,
    """
    UPDATE audit_events SET product = (SELECT i.product FROM invitations i WHERE i.id = subject)
    WHERE product IS NULL AND subject LIKE 'inv~_%' ESCAPE '~'
    """,
    """
    UPDATE audit_events SET product = (SELECT g.product FROM access_groups g WHERE g.id = subject)
    WHERE product IS NULL AND subject LIKE 'grp~_%' ESCAPE '~'
    """,
    """
    UPDATE audit_events SET product = (SELECT c.product FROM clients c WHERE c.id = subject)
    WHERE product IS NULL AND account_id IS NOT NULL AND subject LIKE 'cli~_%' ESCAPE '~'
    """,
]

internal import SQL

let namedProofs = Migration(
    69, "namedProofs",
    [
        // When the person named that login, to join it, rather than met it because it shares an address.
        "ALTER TABLE session_proofs ADD COLUMN named_at BIGINT"
    ])

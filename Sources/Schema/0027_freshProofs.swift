internal import SQL

let freshProofs = Migration(
    27, "freshProofs",
    [
        // When the person last proved themselves in the session with a passkey that verified them, which stands for both factors.
        "ALTER TABLE session_proofs ADD COLUMN passkey_at BIGINT"
    ])

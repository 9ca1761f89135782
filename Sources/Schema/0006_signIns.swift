internal import SQL

let signIns = Migration(
    6, "sign-ins by network",
    [
        // Sign-ins under way begin anew: where they lead is sealed from now on.
        "DELETE FROM sign_ins",
        "ALTER TABLE sign_ins ADD COLUMN network TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX sign_ins_by_network ON sign_ins (network, expires_at)",
    ])

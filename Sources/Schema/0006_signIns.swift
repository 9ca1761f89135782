internal import SQL

let signIns = Migration(
    6, "sign-ins by network",
    [
        // Running sign-ins must start again: from now on the return path is stored encrypted.
        "DELETE FROM sign_ins",
        "ALTER TABLE sign_ins ADD COLUMN network TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX sign_ins_by_network ON sign_ins (network, expires_at)",
    ])

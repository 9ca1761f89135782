internal import Core
internal import SQL

let comparableNames = Migration(
    21, "comparable names of projects", [],
    work: { tx in
        // Of two projects whose names are one now, the later keeps its old key, and its name until somebody renames it.
        for row in try tx.rows("SELECT id, account_id, name, name_key FROM projects ORDER BY id") {
            let id: String = try row["id"]
            let account: String = try row["account_id"]
            let name: String = try row["name"]
            let old: String = try row["name_key"]
            let key = name.comparableName
            guard key != old || key.utf8.count != old.utf8.count else { continue }
            try tx.run(
                """
                UPDATE projects SET name_key = \(key) WHERE id = \(id)
                AND NOT EXISTS (SELECT 1 FROM projects other WHERE other.account_id = \(account) AND other.name_key = \(key))
                """)
        }
    })

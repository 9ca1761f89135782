internal import Core
internal import SQL

let searchKeys = Migration(
    43, "search keys of people",
    ["ALTER TABLE people ADD COLUMN search_key TEXT NOT NULL DEFAULT ''"],
    work: { tx in
        var last = ""
        while true {
            let rows = try tx.rows("SELECT id, name FROM people WHERE id > \(last) AND status <> 'erased' ORDER BY id LIMIT 1000")
            for row in rows {
                let id: String = try row["id"]
                let name: String = try row["name"]
                // As `Person.searchKey` made it when this step was written.
                let key = TextFolding.words(name).map { " " + $0 }.joined()
                try tx.run("UPDATE people SET search_key = \(key) WHERE id = \(id)")
                last = id
            }
            guard rows.count == 1000 else { return }
        }
    })

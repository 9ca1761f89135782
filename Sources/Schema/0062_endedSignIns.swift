internal import SQL

let endedSignIns = Migration(
    62, "endedSignIns",
    [
        // When everything that a person had signed in to was last ended: what a product says of an earlier sign-in counts no more.
        "CREATE TABLE ended_sign_ins (person_id TEXT PRIMARY KEY REFERENCES people (id), ended_at BIGINT NOT NULL)"
    ])

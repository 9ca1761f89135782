internal import SQL

let freshActs = Migration(
    54, "freshActs",
    [
        // Whether changes of people, access keys and the account's policies ask for a sign-in that is a few minutes old.
        "ALTER TABLE accounts ADD COLUMN fresh_proof BIGINT NOT NULL DEFAULT 0"
    ])

internal import SQL

let passwordForms = Migration(
    80, "passwordForms",
    [
        // The form in which a password came from an old product, once its hash was replaced by one of ours; NULL before, and for a password that
        // was set here.
        "ALTER TABLE passwords ADD COLUMN kept_as TEXT"
    ])

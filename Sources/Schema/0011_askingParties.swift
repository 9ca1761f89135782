internal import SQL

let askingParties = Migration(
    11, "sign-ins keep who asks",
    [
        // Running sign-ins must start again: from now on each keeps its asking party, with the product in it, encrypted.
        "DELETE FROM sign_ins",
        "ALTER TABLE sign_ins DROP COLUMN product",
        "ALTER TABLE sign_ins ADD COLUMN asking_party BYTEA",
    ]
).stoppingOlder()

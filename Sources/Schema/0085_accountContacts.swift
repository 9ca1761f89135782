internal import SQL

let accountContacts = Migration(
    85, "accountContacts",
    [
        // Where the account is reached about a matter, empty for nowhere; and how people of it read who chose nothing themselves.
        "ALTER TABLE accounts ADD COLUMN technical_contact TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE accounts ADD COLUMN billing_contact TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE accounts ADD COLUMN security_contact TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE accounts ADD COLUMN locale TEXT",
        "ALTER TABLE accounts ADD COLUMN zoneinfo TEXT",
    ])

internal import SQL

let answeredRequests = Migration(
    44, "answers to requests for access",
    [
        "ALTER TABLE access_requests ADD COLUMN answer TEXT CHECK (answer IN ('approved', 'denied'))",
        "ALTER TABLE access_requests ADD COLUMN answered_at BIGINT",
        "ALTER TABLE access_requests ADD COLUMN answered_by TEXT",
        // What whoever denied it wrote to the person.
        "ALTER TABLE access_requests ADD COLUMN note TEXT",
    ])

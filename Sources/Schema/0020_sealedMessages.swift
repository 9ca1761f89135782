internal import SQL

let sealedMessages = Migration(
    20, "sealed messages",
    [
        // Text and HTML of messages with links or codes that open something, sealed (`Transaction.send(_:sealedBy:at:)`).
        "ALTER TABLE outbox ADD COLUMN sealed BYTEA"
    ])

internal import Core
internal import SQL
internal import Traffic

extension MailEvent: Stored {
    static let stored: [Column<MailEvent>] = [
        Column("key", \.key), Column("id", \.id), Column("account", \.account), Column("kind", \.kind), Column("domain", \.domain),
        Column("recipient", \.recipient), Column("receiving", \.receiving), Column("code", \.code), Column("reason", \.reason),
        Column("message", \.message),
    ]

    init(row: Row) throws {
        try self.init(
            key: row["key"], id: row["id"], account: row["account"], kind: row["kind"], domain: row["domain"], recipient: row["recipient"],
            receiving: row["receiving"], code: row["code"], reason: row["reason"], message: row["message"])
    }
}

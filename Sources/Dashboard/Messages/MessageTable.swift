internal import Core
internal import Language
internal import ProductKit
internal import Traffic
internal import Web

/// Messages as rows of a table, and as rows of a file.
enum MessageTable {
    /// `query` is the page of the list that a message leads back to.
    static func html(_ messages: [Message], visible: VisibleProjects, caption: Phrase, in query: MessageQuery = MessageQuery(Values()))
        -> HTML
    {
        let showsProject = visible.shown.count > 1
        var columns: [Table.Column] = [.init("messages.to"), .init("messages.from")]
        if showsProject { columns.append(.init("messages.project", .name)) }
        columns += [.init("messages.country"), .init("messages.status"), .init("messages.sent")]
        let money = visible.money
        if money != nil { columns.append(.init("messages.price", .number)) }
        let rows = messages.map { message -> [HTML] in
            var row: [HTML] = [
                "<a href=\"\(query.here(path(message)))\">\(message.recipient)</a>\(excerpt(message))", "\(message.sender)",
            ]
            if showsProject { row.append("\(visible.name(of: message.project))") }
            row += ["\(CountryName.words(message.country))", status(message), PageText.time(message.sentAt)]
            if let money { row.append(message.price.price(message.currency, money)) }
            return row
        }
        return Table(caption, columns, rows: rows).html
    }

    static func path(_ message: Message) -> Path { MessagePath.message(String(message.key.number)) }

    static func badge(_ status: MessageStatus) -> Badge {
        let tone: Badge.Tone =
            switch status {
            case .delivered: .good
            case .failed, .rejected: .bad
            case .expired, .aborted: .warning
            case .queued, .dispatched: .info
            case .deleted, .unknown: .neutral
            }
        return Badge(status.words, tone)
    }

    /// The badge, and the reason in words if there is one.
    private static func status(_ message: Message) -> HTML {
        let inbound = message.direction == .inbound
        let reason: HTML? = ErrorCode(message.errorCode).map { "<small>\($0.meaning)</small>" }
        return "\(badge(message.status))\("<small>\(words: "messages.received")</small>" as HTML, if: inbound)\(reason)"
    }

    private static func excerpt(_ message: Message) -> HTML {
        let text = message.body.prefix(90)
        return message.body.isEmpty
            ? "" : "<small class=\"excerpt\">\(text)\("…" as HTML, if: text.endIndex != message.body.endIndex)</small>"
    }

    /// The messages as a file. It has prices only if the visible holds the proof.
    static func csv(_ messages: [Message], visible: VisibleProjects) -> CSV {
        var header = [
            "id", "project", "direction", "from", "to", "country", "status", "error_code", "error", "parts", "sent_at", "delivered_at",
            "text",
        ]
        if visible.money != nil { header += ["price", "currency"] }
        var csv = CSV(header: header)
        for message in messages {
            var row = [
                message.id, visible.name(of: message.project), message.direction.rawValue, message.sender, message.recipient,
                message.country, message.status.rawValue, message.errorCode, ErrorCode(message.errorCode)?.meaning.english ?? "",
                String(message.parts), message.sentAt.rfc3339, message.deliveredAt?.rfc3339 ?? "", message.body,
            ]
            if let money = visible.money { row += [message.price.decimal(money), message.currency] }
            csv.append(row)
        }
        return csv
    }

    /// A message as the API returns it: never with a price, since an access key has no Billing.
    static func json(_ message: Message, project: String) -> JSON {
        .object([
            ("id", .string(message.id)), ("project", .string(project)), ("direction", .string(message.direction.rawValue)),
            ("from", .string(message.sender)), ("to", .string(message.recipient)), ("country", .string(message.country)),
            ("status", .string(message.status.rawValue)), ("error_code", message.errorCode.isEmpty ? .null : .string(message.errorCode)),
            ("error", .text(ErrorCode(message.errorCode)?.meaning.english)), ("parts", .int(message.parts)),
            ("sent_at", .string(message.sentAt.rfc3339)), ("delivered_at", .text(message.deliveredAt?.rfc3339)),
            ("text", .string(message.body)),
        ])
    }
}

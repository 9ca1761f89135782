internal import Core
internal import Language
internal import Web

/// One message: what happened to it, in order, with the error code in words.
struct MessageDetailPage: Sendable {
    let message: Message

    var title: Phrase {
        message.direction == .inbound
            ? Phrase("messages.title-from", ["sender": message.sender]) : Phrase("messages.title-to", ["recipient": message.recipient])
    }

    func content(_ visible: VisibleProjects) -> HTML {
        var pairs: [(Phrase, HTML)] = [
            ("messages.status", "\(MessageTable.badge(message.status)) \(meaning)"), ("messages.id", "<code>\(message.id)</code>"),
            ("messages.project", "\(visible.name(of: message.project))"), ("messages.from", "\(message.sender)"),
            ("messages.to", "\(message.recipient)"),
            ("messages.country", "\(CountryName.words(message.country))"),
            ("messages.parts", "\(words: "messages.part-count", ["count": message.parts])"),
        ]
        if let money = visible.money { pairs.append(("messages.price", message.price.price(message.currency, money))) }
        let body: HTML = message.body.isEmpty ? "<p>\(words: "messages.no-text")</p>" : "<p class=\"message-text\">\(message.body)</p>"
        return """
            \(Panel("messages.what-happened", Timeline(timeline).html))
            \(Panel("messages.text", body))
            \(Panel("messages.details", Definitions(pairs).html))
            """
    }

    /// Receipts are of messages that were sent: nobody confirms one that came in.
    private var meaning: Phrase { message.direction == .inbound ? "messages.was-received" : message.status.meaning }

    private typealias Step = (title: HTML, time: HTML, detail: HTML, tone: Badge.Tone)

    private var timeline: [Step] {
        let sent = PageText.time(message.sentAt)
        guard message.direction == .outbound else {
            let parties = Phrase("messages.from-for", ["sender": message.sender, "recipient": message.recipient])
            return [("\(words: "messages.received")", sent, "<p>\(parties)</p>", .good)]
        }
        var steps: [Step] = [
            (
                "\(words: "messages.accepted")", sent,
                "<p>\(words: "messages.from-in-parts", ["sender": message.sender, "count": message.parts])</p>", .neutral
            )
        ]
        switch message.status {
        case .queued: steps.append(("\(words: "messages.waiting")", "", "<p>\(message.status.meaning)</p>", .info))
        case .dispatched: steps.append(("\(words: "messages.with-operator")", "", "<p>\(message.status.meaning)</p>", .info))
        case .delivered:
            steps.append(handedOver)
            let time = message.deliveredAt.map { PageText.time($0) } ?? ""
            steps.append(("\(words: "messages.status-delivered")", time, "<p>\(delay)</p>", .good))
        case .failed, .expired, .unknown:
            // Without a route (402) it never reached an operator.
            if message.errorCode != "402" { steps.append(handedOver) }
            steps.append(("\(message.status.words)", "", reason, message.status == .unknown ? .neutral : .bad))
        case .rejected, .aborted, .deleted:
            steps.append(("\(message.status.words)", "", reason, message.status == .deleted ? .neutral : .bad))
        }
        return steps
    }

    private var handedOver: Step {
        let place =
            message.country.isEmpty
            ? "messages.handed-over" : Phrase("messages.handed-over-in", ["country": CountryName.words(message.country)])
        return ("\(words: "messages.with-operator")", "", "<p>\(place)</p>", .neutral)
    }

    private var delay: Phrase {
        guard let deliveredAt = message.deliveredAt else { return message.status.meaning }
        let seconds = max(0, (deliveredAt - message.sentAt).wholeMilliseconds) / 1000
        let time: Phrase =
            seconds == 0
            ? "messages.less-than-a-second"
            : seconds < 120
                ? Phrase("time.seconds", ["count": Int(seconds)]) : Phrase("time.minutes", ["count": Int(seconds / 60)])
        return .sentences([message.status.meaning, Phrase("messages.took", ["time": time])])
    }

    private var reason: HTML {
        guard let error = ErrorCode(message.errorCode) else {
            let code: HTML = message.errorCode.isEmpty ? "" : " \(words: "messages.error-code-sentence", ["code": message.errorCode])"
            return "<p>\(message.status.meaning)\(code)</p>"
        }
        return "<p>\(error.meaning) \(error.advice)</p><p><small>\(words: "messages.error-code", ["code": error.code])</small></p>"
    }
}

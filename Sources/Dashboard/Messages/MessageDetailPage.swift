internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// One message: what happened to it, in order, with the error code in words.
struct MessageDetailPage: Sendable {
    let message: Message
    /// The newest others to or from the same number, and from its sender about then.
    var toNumber = MessagePage(messages: [], hasOlder: false, hasNewer: false)
    var fromSender: [Message] = []
    var others = Volume(days: [])

    static func load(_ message: Message, projects: [Int64], in tx: Transaction) throws -> MessageDetailPage {
        var page = MessageDetailPage(message: message)
        page.toNumber = try MessagePage.find(message.sameNumber, projects: projects, limit: 6, in: tx)
        page.toNumber.messages.removeAll { $0.key == message.key }
        page.others = try message.others(projects: projects, in: tx)
        if message.direction == .outbound {
            var about = MessageFilter()
            about.sender = message.sender
            let before = try MessagePage.find(about, projects: projects, at: .olderThan(message.key), limit: 3, in: tx)
            let after = try MessagePage.find(about, projects: projects, at: .newerThan(message.key), limit: 3, in: tx)
            page.fromSender = after.messages + before.messages
        }
        return page
    }

    var title: Phrase {
        message.direction == .inbound
            ? Phrase("messages.title-from", ["sender": message.sender]) : Phrase("messages.title-to", ["recipient": message.recipient])
    }

    func content(_ visible: VisibleProjects) -> HTML {
        var pairs: [(Phrase, HTML)] = [
            ("messages.status", "\(MessageTable.badge(message.status)) \(meaning)"), ("messages.id", copied(message.id)),
            ("messages.project", "\(visible.name(of: message.project))"), ("messages.from", copied(message.sender)),
            ("messages.to", copied(message.recipient)),
            ("messages.country", "\(CountryName.words(message.country))"),
            ("messages.parts", "\(words: "messages.part-count", ["count": message.parts])"),
        ]
        if let money = visible.money { pairs.append(("messages.price", message.price.price(message.currency, money))) }
        let body: HTML = message.body.isEmpty ? "<p>\(words: "messages.no-text")</p>" : "<p class=\"message-text\">\(message.body)</p>"
        return """
            <p class="lead">\(message.finding(beside: others))</p>
            \(Panel("messages.what-happened", Timeline(timeline).html))
            \(Panel("messages.text", body))
            \(Panel("messages.details", Definitions(pairs).html))
            \(around(visible))
            \(asJSON(visible))
            """
    }

    private func copied(_ text: String) -> HTML { "<code data-copy>\(text)</code>" }

    private func around(_ visible: VisibleProjects) -> HTML {
        let number = toNumber.messages.prefix(5).map { $0 }
        let all = MessagePath.list.query([("q", "number:\"\(message.sameNumber.number)\"")] + visible.place)
        let numbers: HTML? =
            number.isEmpty
            ? nil
            : """
            <section class="stack"><h2>\(words: message.direction == .outbound ? "messages.others-to-number" : "messages.others-of-number")</h2>
            \(MessageTable.html(number, visible: visible, caption: "messages.others-of-number"))
            <p><a href="\(all)">\(words: "messages.all-of-number")</a></p></section>
            """
        let senders: HTML? =
            fromSender.isEmpty
            ? nil
            : """
            <section class="stack"><h2>\(words: "messages.others-of-sender", ["sender": message.sender])</h2>
            \(MessageTable.html(fromSender, visible: visible, caption: Phrase("messages.others-of-sender", ["sender": message.sender])))</section>
            """
        return "\(numbers)\(senders)"
    }

    /// As the API has it, without money.
    private func asJSON(_ visible: VisibleProjects) -> HTML {
        let json = MessageTable.json(message, project: visible.name(of: message.project))
        return """
            <details class="json"><summary>\(Icon.chevron)\(words: "messages.as-json")</summary>
            <pre><code data-copy>\(json.readable)</code></pre></details>
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

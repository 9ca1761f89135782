internal import Core
internal import Web

/// One message: what happened to it, in order, with the error code in words.
struct MessageDetailPage: Sendable {
    let message: Message

    var title: String { message.direction == .inbound ? "Message from \(message.sender)" : "Message to \(message.recipient)" }

    func content(_ visible: VisibleProjects) -> HTML {
        var pairs: [(String, HTML)] = [
            ("Status", "\(MessageTable.badge(message.status)) \(meaning)"), ("Message id", "<code>\(message.id)</code>"),
            ("Project", "\(visible.name(of: message.project))"), ("From", "\(message.sender)"), ("To", "\(message.recipient)"),
            ("Country", "\(CountryName.text(message.country))"),
            ("Parts", "\(PageText.count(message.parts, "part", "parts"))"),
        ]
        if let money = visible.money { pairs.append(("Price", message.price.price(message.currency, money))) }
        let body: HTML = message.body.isEmpty ? "<p>It has no text.</p>" : "<p class=\"message-text\">\(message.body)</p>"
        return """
            \(Panel("What happened", Timeline(timeline).html))
            \(Panel("Text", body))
            \(Panel("Details", Definitions(pairs).html))
            """
    }

    /// Receipts are of messages that were sent: nobody confirms one that came in.
    private var meaning: String { message.direction == .inbound ? "It was received." : message.status.meaning }

    private typealias Step = (title: HTML, time: HTML, detail: HTML, tone: Badge.Tone)

    private var timeline: [Step] {
        let sent = PageText.time(message.sentAt)
        guard message.direction == .outbound else {
            return [("Received", sent, "<p>From \(message.sender), for \(message.recipient).</p>", .good)]
        }
        var steps: [Step] = [
            ("Accepted", sent, "<p>From \(message.sender), \(PageText.count(message.parts, "part", "parts")).</p>", .neutral)
        ]
        switch message.status {
        case .queued: steps.append(("Waiting to be sent", "", "<p>\(message.status.meaning)</p>", .info))
        case .dispatched: steps.append(("With the operator", "", "<p>\(message.status.meaning)</p>", .info))
        case .delivered:
            steps.append(handedOver)
            let time = message.deliveredAt.map { PageText.time($0) } ?? ""
            steps.append(("Delivered", time, "<p>\(delay)</p>", .good))
        case .failed, .expired, .unknown:
            // Without a route (402) it never reached an operator.
            if message.errorCode != "402" { steps.append(handedOver) }
            steps.append(("\(message.status.rawValue)", "", reason, message.status == .unknown ? .neutral : .bad))
        case .rejected, .aborted, .deleted:
            steps.append(("\(message.status.rawValue)", "", reason, message.status == .deleted ? .neutral : .bad))
        }
        return steps
    }

    private var handedOver: Step {
        let place = message.country.isEmpty ? "" : ", \(CountryName.text(message.country))"
        return ("With the operator", "", "<p>Handed over to the recipient’s operator\(place).</p>", .neutral)
    }

    private var delay: String {
        guard let deliveredAt = message.deliveredAt else { return message.status.meaning }
        let seconds = max(0, (deliveredAt - message.sentAt).wholeMilliseconds) / 1000
        let text =
            seconds == 0
            ? "less than a second"
            : seconds < 120
                ? PageText.count(Int(seconds), "second", "seconds") : PageText.count(Int(seconds / 60), "minute", "minutes")
        return "\(message.status.meaning) It took \(text)."
    }

    private var reason: HTML {
        guard let error = ErrorCode(message.errorCode) else {
            let code: HTML = message.errorCode.isEmpty ? "" : " Error code <code>\(message.errorCode)</code>."
            return "<p>\(message.status.meaning)\(code)</p>"
        }
        return "<p>\(error.meaning) \(error.advice)</p><p><small>Error code <code>\(error.code)</code></small></p>"
    }
}

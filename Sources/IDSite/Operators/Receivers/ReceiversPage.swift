internal import Access
internal import Core
internal import Language
internal import SQL
internal import Signals
internal import Web

/// Who is told of events, and how that goes. Receivers are added and removed by command alone, since a signing key comes with each.
enum ReceiversPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(OperatorPath.receivers, as: MayOversee<ClientsArea>.self, list)
        ReceiverPage.register(on: routes)
    }

    @Sendable static func list(_ proof: MayOversee<ClientsArea>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let (receivers, counts) = try await site.database.read { tx in (try tx.signalReceivers(), try tx.signalCounts()) }
        let rows = receivers.map { receiver -> [HTML] in
            let count = counts[receiver.id] ?? SignalCounts()
            return [
                "<a href=\"\(OperatorPath.receiver(receiver.id))\">\(PageText.breakable(receiver.url))</a>", "\(receiver.product)",
                "\(receiver.form.title)", receiver.state, "\(Phrase.number(count.waiting))", "\(Phrase.number(count.failed))",
            ]
        }
        let columns: [Table.Column] = [
            .init("operator.receiver-url", .name), .init("operator.receiver-product"), .init("operator.receiver-form"),
            .init("operator.receiver-state"), .init("operator.deliveries-waiting", .number), .init("operator.deliveries-failed", .number),
        ]
        let none = EmptyState("operator.no-receivers", "operator.no-receivers-next", icon: .messages)
        return .page(
            site.operatorShell(proof.operating).page(
                "operator.receivers", request, lead: "operator.receivers-lead",
                content: receivers.isEmpty ? none.html : Table("operator.receivers", columns, rows: rows).html))
    }
}

extension SignalReceiver {
    /// Whether it is sent to, and if not, why.
    var state: HTML {
        guard let reason = disabledBecause else { return Badge("operator.receiver-works", .good).html }
        return "\(Badge("operator.receiver-off", .bad))<small>\(reason)</small>"
    }
}

extension SignalReceiver.Form {
    var title: Phrase {
        switch self {
        case .webhook: "operator.receiver-webhook"
        case .securityEvents: "operator.receiver-security-events"
        }
    }
}

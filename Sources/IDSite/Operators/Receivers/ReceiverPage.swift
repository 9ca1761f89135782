internal import Access
internal import Audit
internal import Core
internal import Language
internal import SQL
internal import Signals
internal import Web

/// What one receiver was sent in the last 30 days, and what became of it. What was not accepted is sent again from here.
enum ReceiverPage {
    private static let most = 50

    static func register(on routes: Routes<IDSite>) {
        routes.get(OperatorPath.receiver, as: MayOversee<ClientsArea>.self, show)
        routes.post(OperatorPath.receiverEnabling, as: MayDecide<ClientsArea>.self) { proof, request, site in
            let id: SignalReceiverID = try request.parameters(of: OperatorPath.receiverEnabling)
            try await act(id, proof, request, site) { tx, receiver, actor, now in try tx.enable(receiver, by: actor, at: now) }
            return .redirect(OperatorPath.receiver(id), notice: .good("operator.receiver-enabled"))
        }
        routes.post(OperatorPath.replay, as: MayDecide<ClientsArea>.self) { proof, request, site in
            let id: SignalReceiverID = try request.parameters(of: OperatorPath.replay)
            let message = request.form.text("message")
            let one = DeliveryID(message)
            guard message.isEmpty || one != nil else { throw Problem.notFound }
            let count = try await act(id, proof, request, site) { tx, receiver, actor, now in
                try tx.replaySignals(of: receiver, one, since: Timestamp(seconds: 0), alsoSent: false, by: actor, at: now)
            }
            return .redirect(OperatorPath.receiver(id), notice: .good(Phrase("operator.sent-again", ["count": count])))
        }
    }

    @Sendable private static func show(_ proof: MayOversee<ClientsArea>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse
    {
        let id: SignalReceiverID = try request.parameters(of: OperatorPath.receiver)
        let state = request.query["state"].flatMap(SignalDelivery.State.init(rawValue:))
        let before = request.query["before"].flatMap { DeliveryID($0) }
        let (receiver, deliveries) = try await site.database.readLong { tx in
            guard let receiver = try tx.signalReceiver(id) else { throw Problem.notFound }
            return (receiver, try tx.signalDeliveries(of: id, in: state, before: before, limit: most + 1))
        }
        let mayAct = proof.operating.may(.manage, ClientsArea.self)
        let list = OperatorPath.receiver(id).query([("state", state?.rawValue)])
        let older =
            deliveries.count > most
            ? OperatorPath.receiver(id).query([("state", state?.rawValue), ("before", deliveries[most - 1].id.text)]) : nil
        let content: HTML = """
            \(facts(receiver))\(mayAct ? acts(receiver, request) : nil)\(tabs(id, state))\
            \(table(Array(deliveries.prefix(most)), of: id, mayAct, request))\
            \(Paging(newer: before == nil ? nil : list, older: older))
            """
        return .page(
            site.operatorShell(proof.operating).page(
                .text(receiver.url), request, back: ("operator.receivers", OperatorPath.receivers), content: content))
    }

    private static func facts(_ receiver: SignalReceiver) -> HTML {
        let types: HTML =
            receiver.types.isEmpty ? "\(words: "operator.receiver-every-type")" : HTML(text: receiver.types.joined(separator: ", "))
        return Panel(
            nil,
            Definitions([
                ("operator.receiver-id", "<code>\(receiver.id.text)</code>"), ("operator.receiver-product", "\(receiver.product)"),
                ("operator.receiver-form", "\(receiver.form.title)"), ("operator.receiver-types", types),
                ("operator.receiver-state", receiver.state), ("operator.receiver-since", PageText.date(receiver.createdAt)),
            ]).html
        ).html
    }

    private static func acts(_ receiver: SignalReceiver, _ request: WebRequest) -> HTML {
        let enable: HTML? =
            receiver.disabledAt == nil
            ? nil
            : Form(
                OperatorPath.receiverEnabling(receiver.id), request, inline: true,
                content: Button("operator.receiver-enable", .secondary).html
            ).html
        let replay = Form(
            OperatorPath.replay(receiver.id), request, inline: true, content: Button("operator.send-failed-again", .secondary).html)
        return Buttons("\(enable)\(replay)").html
    }

    private static func tabs(_ id: SignalReceiverID, _ state: SignalDelivery.State?) -> Tabs {
        let states: [(Phrase, SignalDelivery.State?)] =
            [("operator.deliveries-all", nil)] + SignalDelivery.State.allCases.map { ($0.title, $0) }
        return Tabs(
            "operator.deliveries",
            states.map { title, one in (title, OperatorPath.receiver(id).query([("state", one?.rawValue)]), one == state) })
    }

    private static func table(
        _ deliveries: [SignalDelivery], of id: SignalReceiverID, _ mayAct: Bool, _ request: WebRequest
    ) -> HTML {
        guard !deliveries.isEmpty else { return EmptyState("operator.no-deliveries", "operator.no-deliveries-next", icon: .messages).html }
        let rows = deliveries.map { delivery -> [HTML] in
            let again: HTML? =
                delivery.state == .waiting
                ? nil
                : Form(
                    OperatorPath.replay(id), request, inline: true,
                    content: """
                        \(Hidden("message", delivery.id.text))\
                        \(Button("operator.send-again", .plain, about: .text(delivery.id.text)))
                        """
                ).html
            let answer = delivery.lastError ?? delivery.lastStatus.map { String($0) } ?? ""
            return [
                "\(delivery.type)<small>\(delivery.id.text)</small>", PageText.time(delivery.createdAt), delivery.state.badge,
                "\(Phrase.number(delivery.tries))", HTML(text: answer), again ?? "",
            ].dropLast(mayAct ? 0 : 1)
        }
        let columns: [Table.Column] = [
            .init("operator.delivery-type", .name), .init("operator.delivery-at"), .init("operator.delivery-state"),
            .init("operator.delivery-tries", .number), .init("operator.delivery-answer", .name), .init("product.actions", .actions),
        ].dropLast(mayAct ? 0 : 1)
        return Table("operator.deliveries", columns, rows: rows).html
    }

    /// The act on the receiver as it is now.
    private static func act<Value: Sendable>(
        _ id: SignalReceiverID, _ proof: MayDecide<ClientsArea>, _ request: WebRequest, _ site: IDSite,
        _ body: @escaping @Sendable (Transaction, SignalReceiver, AuditEvent.Actor, Timestamp) throws -> Value
    ) async throws -> Value {
        let now = request.time
        return try await proof.write(in: site) { tx, actor in
            guard let receiver = try tx.signalReceiver(id) else { throw Problem.notFound }
            return try body(tx, receiver, actor, now)
        }
    }
}

extension SignalDelivery.State {
    fileprivate var title: Phrase {
        switch self {
        case .waiting: "operator.deliveries-waiting"
        case .sent: "operator.deliveries-sent"
        case .failed: "operator.deliveries-failed"
        }
    }

    fileprivate var badge: HTML {
        switch self {
        case .waiting: Badge(title, .info).html
        case .sent: Badge(title, .good).html
        case .failed: Badge(title, .bad).html
        }
    }
}

internal import Access
internal import Core
internal import IDSite
internal import Identity
internal import Language
internal import SQL
internal import Transition
internal import Web

/// The first page of those who run this server: what needs them, and how far each product's people are.
enum MovesPage {
    static func register(on routes: Routes<JoinSite>) {
        routes.get(OperatorPath.overview, as: Operating.self, show)
    }

    private struct Move: Sendable {
        let product: ProductID
        let phases: [RolloutPhase]
        let funnel: RolloutFunnel
        let paused: Int
        let shutOut: Int
        let askedDays: Int

        init(_ product: ProductID, _ tx: Transaction, at now: Timestamp) throws {
            self.product = product
            phases = try tx.rolloutPhases(of: product)
            funnel = try tx.rolloutFunnel(of: product)
            paused = try tx.standingBrakes(of: product).count
            askedDays = try tx.waitingAccountDays(of: product)
            shutOut = try tx.countShutOut(of: product, since: now - MoveFigures.lookingBack)
        }
    }

    @Sendable static func show(_ proof: Operating, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let id = site.id
        let now = request.time
        let products = id.catalog.products.map(\.id)
        let (moves, questions, requests) = try await id.database.readLong { tx in
            (
                try products.map { try Move($0, tx, at: now) }, try tx.countOpenTickets(),
                try tx.openRecoveryRequests().count { !$0.isOver(at: now) }
            )
        }
        var waiting: [HTML] = []
        if questions > 0, proof.may(.view, TicketsArea.self) {
            waiting.append(link(OperatorPath.tickets, Phrase("operator.waiting-questions", ["count": questions])))
        }
        if requests > 0, proof.may(.view, RecoveryArea.self) {
            waiting.append(link(OperatorPath.recovery, Phrase("operator.waiting-recovery", ["count": requests])))
        }
        for move in moves where move.paused > 0 {
            let words = Phrase("operator.waiting-paused", ["product": id.name(of: move.product.rawValue), "count": move.paused])
            waiting.append(link(MovePath.move(move.product.rawValue), words))
        }
        for move in moves where move.askedDays > 0 {
            let words = Phrase("operator.waiting-days", ["product": id.name(of: move.product.rawValue), "count": move.askedDays])
            waiting.append(link(MovePath.move(move.product.rawValue), words))
        }
        let needs: HTML =
            waiting.isEmpty
            ? Notice.good("operator.nothing-waits").html : Panel("operator.needs-you", "<ul class=\"check-up\">\(waiting)</ul>").html
        let isMoving = proof.may(.view, MovesArea.self)
        let panels: [HTML] = isMoving ? moves.map { panel($0, id) } : []
        return .page(
            id.operatorShell(proof).page("operator.overview", request, lead: "operator.overview-lead", content: "\(needs)\(panels)"))
    }

    private static func link(_ path: Path, _ words: Phrase) -> HTML { "<li><a href=\"\(path)\">\(words)</a></li>" }

    private static func panel(_ move: Move, _ site: IDSite) -> HTML {
        let name = site.name(of: move.product.rawValue)
        guard move.funnel.imported > 0 else { return Panel(name, lead: "operator.nobody-imported", HTML()).html }
        let running = move.phases.count { $0.state == .running }
        guard !move.phases.isEmpty else { return Panel(name, lead: "operator.everybody-inside", HTML()).html }
        let lead = Phrase("operator.phases-running", ["running": running, "all": move.phases.count])
        let button = Button("operator.watch", .secondary, to: MovePath.move(move.product.rawValue))
        return Panel(name, lead: lead, "\(MoveFigures.funnel(move.funnel, shutOut: move.shutOut))\(Buttons(button.html))").html
    }
}

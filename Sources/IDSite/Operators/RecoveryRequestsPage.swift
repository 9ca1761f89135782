internal import Access
internal import Audit
internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// The open requests of people who lost their second factors.
enum RecoveryRequestsPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(OperatorPath.recovery, as: MayOversee<RecoveryArea>.self, list)
        routes.post(OperatorPath.approval, as: MayDecide<RecoveryArea>.self) { proof, request, site in
            try await decide(request.parameters(of: OperatorPath.approval), approved: true, proof, request, site)
        }
        routes.post(OperatorPath.denial, as: MayDecide<RecoveryArea>.self) { proof, request, site in
            try await decide(request.parameters(of: OperatorPath.denial), approved: false, proof, request, site)
        }
    }

    private struct Shown: Sendable {
        let request: RecoveryRequest
        let name: String
        let addresses: [String]
        let account: String?

        init(_ request: RecoveryRequest, _ tx: Transaction) throws {
            self.request = request
            name = try tx.person(request.personID)?.name ?? ""
            addresses = try tx.addresses(of: request.personID).map(\.address.written)
            account = try request.account.flatMap { try tx.account($0)?.name }
        }
    }

    @Sendable static func list(_ proof: MayOversee<RecoveryArea>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let now = request.time
        let shown = try await site.database.read { tx in
            try tx.openRecoveryRequests().filter { !$0.isOver(at: now) }.map { try Shown($0, tx) }
        }
        let mayDecide = proof.operating.may(.manage, RecoveryArea.self)
        let none = EmptyState("operator.no-recovery", "operator.no-recovery-next", icon: .key)
        let content: HTML = shown.isEmpty ? none.html : "\(shown.map { panel($0, mayDecide, request) })"
        return .page(
            site.operatorShell(proof.operating).page("operator.recovery", request, lead: "operator.recovery-lead", content: content))
    }

    private static func panel(_ shown: Shown, _ mayDecide: Bool, _ request: WebRequest) -> HTML {
        let asked = shown.request
        let agreed: Phrase =
            switch (asked.state, shown.account) {
            case (.waiting, _): "operator.not-decided"
            case (.linked, _): "operator.linked"
            case (_, let account?): Phrase("operator.agreed-by", ["account": account])
            default: "operator.agreed"
            }
        let addresses = shown.addresses.map { address -> HTML in "<div>\(PageText.breakable(address))</div>" }
        let facts = Definitions([
            ("operator.addresses", "\(addresses)"), ("operator.requested", PageText.time(asked.requestedAt)),
            ("operator.waits-until", PageText.time(asked.waitsUntil)), ("operator.network", "\(asked.origin.address)"),
            ("operator.state", "\(agreed)"),
        ])
        let isUndecided = asked.state == .waiting || (asked.state == .approved && shown.account != nil)
        let approve: HTML? =
            isUndecided
            ? Form(
                OperatorPath.approval(asked.id), request, inline: true, content: Button("operator.approve", about: .text(shown.name)).html
            ).html
            : nil
        let deny = Form(
            OperatorPath.denial(asked.id), request, inline: true, content: Button("operator.deny", .danger, about: .text(shown.name)).html)
        let buttons: HTML? = mayDecide ? Buttons("\(approve)\(deny)").html : nil
        return Panel(.text(shown.name), "\(facts)\(buttons)").html
    }

    private static func decide(
        _ id: RecoveryRequestID, approved: Bool, _ proof: MayDecide<RecoveryArea>, _ request: WebRequest, _ site: IDSite
    ) async throws -> WebResponse {
        let now = request.time
        let isDecided = try await proof.write(in: site) { tx, actor -> Bool in
            guard let found = try tx.recoveryRequest(id), !found.isOver(at: now) else { return false }
            guard actor != .person(found.personID) else { throw ownRequest }
            return try tx.decideRecovery(id, approved: approved, by: actor, at: now)
        }
        guard isDecided else { return .redirect(OperatorPath.recovery, notice: .info("operator.decided-before")) }
        return .redirect(OperatorPath.recovery, notice: .good(approved ? "operator.approved" : "operator.denied"))
    }

    /// Nobody lets themselves in.
    private static var ownRequest: Problem {
        Problem(status: 403, code: "own-request", title: "operator.own-request", detail: "operator.own-request-next")
    }
}

internal import Core
internal import Identity
internal import Language
internal import Web

/// "This was not me", from the mail that told of a change. Opening it does nothing; the button takes everything back.
enum DisputePage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(DisputePath.page, as: Anyone.self, ask)
        routes.post(DisputePath.page, as: Anyone.self, undo)
    }

    @Sendable static func ask(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let token = Secret(request.query["token"] ?? "")
        guard let change = try await site.recovery.disputed(token) else { return dead(request) }
        let fields: HTML = "\(Hidden("token", token.exposed))\(Button("dispute.button", .danger))"
        return page(
            "dispute.title", request,
            """
            <p class="lead">\(words: "dispute.lead", ["time": change.changedAt, "change": Phrase(change.title)])</p>\
            <p>\(words: "dispute.what")</p><p>\(words: "dispute.was-me")</p>\(Form(DisputePath.page, request, content: fields))
            """)
    }

    @Sendable static func undo(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let undone = try await site.recovery.dispute(Secret(request.form["token"] ?? "")) else { return dead(request) }
        return DisputePage.next(undone)
    }

    /// To the new password, at once or by a mail.
    static func next(_ undone: Recovery.Undone) -> WebResponse {
        guard let link = undone.link else { return .redirect(RecoveryPath.forgotPassword, notice: .good("dispute.done-mail")) }
        return .redirect(RecoveryPath.setPassword(link), notice: .good("dispute.done"))
    }

    private static func dead(_ request: WebRequest) -> WebResponse {
        page(
            "dispute.dead-title", request,
            """
            <p>\(words: "dispute.dead-lead")</p>\(Button("recovery-request.new-password", to: RecoveryPath.forgotPassword))
            """, status: 410)
    }

    private static func page(_ title: Phrase, _ request: WebRequest, _ content: HTML, status: Int = 200) -> WebResponse {
        .page(ColumnPage(title, brand: .id, request: request, content: content), status: status)
    }
}

internal import Core
internal import Identity
internal import Language
internal import Web

/// The pages that the links in the mails of a recovery request open: one stops it, one finishes it. Opening them does nothing; the button
/// does.
enum RecoveryLinkPages {
    static func register(on routes: Routes<IDSite>) {
        routes.get(RecoveryRequestPath.stopping, as: Anyone.self, askToStop)
        routes.post(RecoveryRequestPath.stopping, as: Anyone.self, stop)
        routes.get(RecoveryRequestPath.finishing, as: Anyone.self, askToFinish)
        routes.post(RecoveryRequestPath.finishing, as: Anyone.self, finish)
    }

    @Sendable static func askToStop(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let token = Secret(request.query["token"] ?? "")
        guard let found = try await site.factorRecovery.stoppable(token), found.state.isOpen else { return over(request) }
        let fields: HTML = "\(Hidden("token", token.exposed))\(Button("recovery-request.stop", .danger))"
        return page(
            "recovery-request.stop-title", request,
            """
            <p class="lead">\(words: "recovery-request.stop-lead", ["time": found.requestedAt])</p>\
            \(Form(RecoveryRequestPath.stopping, request, content: fields))
            """)
    }

    @Sendable static func stop(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard try await site.factorRecovery.stop(Secret(request.form["token"] ?? "")) else { return over(request) }
        return page(
            "recovery-request.stopped-title", request,
            """
            <p class="lead">\(words: "recovery-request.stopped-lead")</p>\
            \(Button("recovery-request.new-password", to: RecoveryPath.forgotPassword))
            """)
    }

    private static func over(_ request: WebRequest) -> WebResponse {
        page(
            "recovery-request.over-title", request,
            """
            <p>\(words: "recovery-request.over-lead")</p>\(Button("recovery-request.to-sign-in", .secondary, to: SignInPath.address))
            """, status: 410)
    }

    @Sendable static func askToFinish(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let token = Secret(request.query["token"] ?? "")
        guard let person = try await site.factorRecovery.holder(token) else { return dead(request) }
        let fields: HTML = "\(Hidden("token", token.exposed))\(Button("recovery-request.finish"))"
        return page(
            "recovery-request.finish-title", request,
            """
            <p class="lead">\(words: "recovery-request.finish-lead", ["name": person.name])</p>\
            \(Form(RecoveryRequestPath.finishing, request, content: fields))
            """)
    }

    @Sendable static func finish(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard try await site.factorRecovery.finish(Secret(request.form["token"] ?? "")) else { return dead(request) }
        return .redirect(SignInPath.address, notice: .good("recovery-request.finished"))
    }

    private static func dead(_ request: WebRequest) -> WebResponse {
        page(
            "recovery-request.dead-title", request,
            """
            <p>\(words: "recovery-request.dead-lead")</p>\(Button("recovery-request.to-sign-in", to: SignInPath.address))
            """, status: 410)
    }

    private static func page(_ title: Phrase, _ request: WebRequest, _ content: HTML, status: Int = 200) -> WebResponse {
        .page(ColumnPage(title, brand: .id, request: request, content: content), status: status)
    }
}

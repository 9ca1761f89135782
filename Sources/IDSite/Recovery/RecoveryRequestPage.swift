internal import Core
internal import Identity
internal import Language
internal import Web

/// At the second factor, after the right password: asks to be let in without it, and says how that request stands.
enum RecoveryRequestPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(RecoveryRequestPath.begin, as: Anyone.self, show)
        routes.post(RecoveryRequestPath.begin, as: Anyone.self, begin)
    }

    @Sendable static func show(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let (token, question) = try await SecondFactorPage.current(request, site) else { return try await site.startAnew(request) }
        let frame = SignInFrame(site, request, askedBy: question.signIn.party)
        if let open = try await site.factorRecovery.open(token: token) { return state(open, frame, question) }
        let hours = Int(site.factorRecovery.wait.wholeMilliseconds / 3_600_000)
        return frame.page(
            "recovery-request.title", step: 3, address: question.signIn.address,
            content: """
                <p class="lead">\(words: "recovery-request.lead")</p><p>\(words: "recovery-request.wait")</p>\
                <p>\(words: "recovery-request.then", ["hours": hours])</p>\
                \(Form(frame.path(RecoveryRequestPath.begin), request, content: Button("recovery-request.begin").html))
                """, below: back(frame))
    }

    @Sendable static func begin(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let (token, question) = try await SecondFactorPage.current(request, site) else { return try await site.startAnew(request) }
        let frame = SignInFrame(site, request, askedBy: question.signIn.party)
        switch try await site.factorRecovery.begin(token: token, from: site.browser(request).origin) {
        case .open: return .redirect(frame.path(RecoveryRequestPath.begin))
        case .notBefore(let time):
            return frame.page(
                "recovery-request.not-before-title", address: question.signIn.address,
                content: """
                    <p>\(words: "recovery-request.not-before", ["time": time])</p>\
                    \(Button("recovery-request.new-password", to: frame.path(RecoveryPath.forgotPassword)))
                    """, below: back(frame))
        case .expired: return try await site.startAnew(request)
        }
    }

    private static func state(_ open: RecoveryRequest, _ frame: SignInFrame, _ question: SignInSteps.Question) -> WebResponse {
        let standing: Phrase =
            switch open.state {
            case .approved: Phrase("recovery-request.open-approved", ["time": open.waitsUntil])
            case .linked: Phrase("recovery-request.open-linked", ["time": open.linkExpiresAt ?? open.waitsUntil])
            default: Phrase("recovery-request.open-lead", ["time": open.waitsUntil])
            }
        return frame.page(
            "recovery-request.open-title", address: question.signIn.address,
            content: "<p class=\"lead\">\(standing)</p><p>\(words: "recovery-request.open-found")</p>", below: back(frame))
    }

    private static func back(_ frame: SignInFrame) -> HTML {
        "<a href=\"\(frame.path(SignInPath.otherFactors))\">\(words: "second-factor.back-to-ways")</a>"
    }
}

internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// "I cannot use this": every other way of showing a second factor, and the page for a recovery code.
enum OtherFactorsPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(SignInPath.otherFactors, as: Anyone.self, show)
        routes.get(SignInPath.recoveryCode, as: Anyone.self, enter)
        routes.post(SignInPath.recoveryCode, as: Anyone.self, submit)
    }

    @Sendable static func show(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let (token, question) = try await SecondFactorPage.current(request, site) else { return try await site.startAnew(request) }
        let frame = SignInFrame(site, request, askedBy: question.signIn.party)
        let factors = ([question.asked].compactMap(\.self) + question.others).map { factor in
            Form(
                frame.path(SignInPath.secondFactorChoice), request,
                content: "\(Hidden("factor", factor.id.text))\(Button(factor.words.way, .secondary))")
        }
        var keys = try KeyForms(question.passkeys, for: .factor(signIn: token), frame.path(PasskeyPath.factor), request, site: site)
        keys.isOnlyWay = true
        let codes = try await site.database.read { tx in try question.signIn.personID.flatMap { try tx.recoveryCodes(of: $0) } }
        let hasCodes = codes.map { $0.left > 0 } ?? false
        let code: HTML = hasCodes ? Button("second-factor.other-code", .secondary, to: frame.path(SignInPath.recoveryCode)).html : ""
        return frame.page(
            "second-factor.other-title", step: 3, address: question.signIn.address,
            content: """
                <p class="lead">\(words: "second-factor.other-lead")</p><div class="stack ways">\(factors)\(keys)\(code)</div>\
                <p class="quiet">\(words: "second-factor.other-none") \
                <a href="\(frame.path(RecoveryRequestPath.begin))">\(words: "second-factor.other-recovery")</a></p>
                """,
            below: """
                <a href=\"\(frame.path(SignInPath.secondFactor))\">\(words: "second-factor.back")</a>\(TicketPage.link(frame, at: .secondFactor))
                """)
    }

    @Sendable static func enter(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let (_, question) = try await SecondFactorPage.current(request, site) else { return try await site.startAnew(request) }
        return form(SignInFrame(site, request, askedBy: question.signIn.party), question)
    }

    @Sendable static func submit(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let (token, question) = try await SecondFactorPage.current(request, site) else { return try await site.startAnew(request) }
        let frame = SignInFrame(site, request, askedBy: question.signIn.party)
        let code = request.form.text("code")
        guard !code.isEmpty else { return form(frame, question, FormState(request.form, "code", "recovery-code.enter-missing")) }
        switch try await site.steps.recoveryCode(code, token: token, from: site.browser(request)) {
        case .signedIn(let started, let returnTo): return try await site.signedIn(started, returnTo: returnTo, request)
        case .wait(let duration): throw site.tooManyCodes(duration)
        case .wrong: return form(frame, question, FormState(request.form, "code", "recovery-code.wrong"))
        case .expired, .suspended, .secondFactor, .tooLong, .onlyReset, .oldProductSilent: return try await site.startAnew(request)
        }
    }

    private static func form(_ frame: SignInFrame, _ question: SignInSteps.Question, _ form: FormState = FormState()) -> WebResponse {
        let form = form.focusing("code")
        let field = TextField("code", "recovery-code.enter", .recoveryCode, in: form, hint: "recovery-code.enter-hint")
        return frame.page(
            "recovery-code.enter-title", step: 3, address: question.signIn.address, status: form.status,
            content: """
                <p class="lead">\(words: "recovery-code.enter-lead")</p>\
                \(Form(frame.path(SignInPath.recoveryCode), frame.request, form, content: "\(field)\(Button("sign-in.button"))"))
                """,
            below: "<a href=\"\(frame.path(SignInPath.otherFactors))\">\(words: "second-factor.cannot-use")</a>")
    }
}

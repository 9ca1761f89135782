internal import Core
internal import Identity
internal import Language
internal import Web

/// Step 3: the second factor, where there is one.
enum SecondFactorPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(SignInPath.secondFactor, as: Anyone.self, show)
        routes.post(SignInPath.secondFactor, as: Anyone.self, submit)
        routes.post(SignInPath.codeResend, as: Anyone.self, resend)
        routes.post(SignInPath.secondFactorChoice, as: Anyone.self, choose)
        routes.post(PasskeyPath.factor, as: Anyone.self, submitKey)
    }

    @Sendable static func show(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let (_, question) = try await current(request, site) else { return try await site.startAnew(request) }
        return try form(SignInFrame(site, request, askedBy: question.signIn.party), question)
    }

    @Sendable static func submit(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let (token, question) = try await current(request, site) else { return try await site.startAnew(request) }
        let frame = SignInFrame(site, request, askedBy: question.signIn.party)
        let code = request.form.text("code")
        guard !code.isEmpty else { return try form(frame, question, FormState(request.form, "code", "second-factor.enter-code")) }
        switch try await site.steps.code(code, token: token, from: site.browser(request)) {
        case .signedIn(let started, let returnTo): return try await site.signedIn(started, returnTo: returnTo, request)
        case .wait(let duration): throw site.tooManyCodes(duration)
        case .wrong:
            return try form(frame, question, FormState(request.form, "code", question.asked?.words.wrong ?? "passkey.factor-wrong"))
        case .expired, .suspended, .secondFactor, .tooLong, .onlyReset, .oldProductSilent: return try await site.startAnew(request)
        }
    }

    @Sendable static func resend(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let token = site.signInToken(request) else { return try await site.startAnew(request) }
        return try await answer(site.steps.resend(token: token, from: site.browser(request).origin), request, site)
    }

    @Sendable static func choose(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let token = site.signInToken(request), let factor = SecondFactorID(request.form.text("factor")) else {
            return try await site.startAnew(request)
        }
        return try await answer(site.steps.choose(factor, token: token, from: site.browser(request).origin), request, site)
    }

    private static func answer(_ sending: SignInSteps.Sending, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let page = SignInFrame(site, request, askedBy: nil).path(SignInPath.secondFactor)
        switch sending {
        case .sent:
            return .redirect(page, notice: .good("second-factor.sent"))
        case .soon: return .redirect(page, notice: .info("second-factor.soon"))
        case .notNeeded: return .redirect(page)
        case .wait(let duration): throw site.tooManyCodes(duration)
        case .expired: return try await site.startAnew(request)
        }
    }

    static func current(
        _ request: WebRequest, _ site: IDSite
    ) async throws -> (token: Secret<String>, question: SignInSteps.Question)? {
        guard let token = site.signInToken(request), let question = try await site.steps.question(token: token) else { return nil }
        return (token, question)
    }

    /// A passkey or a security key in place of a code.
    @Sendable static func submitKey(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let (token, question) = try await current(request, site) else { return try await site.startAnew(request) }
        let frame = SignInFrame(site, request, askedBy: question.signIn.party)
        let page = frame.path(SignInPath.secondFactor)
        guard let answer = PasskeyAnswer(request.form) else { return .redirect(page, notice: .warning("passkey.factor-wrong")) }
        switch try await site.steps.factor(answer, token: token, from: site.browser(request)) {
        case .signedIn(let started, let returnTo): return try await site.signedIn(started, returnTo: returnTo, request)
        case .wrong, .wait: return .redirect(page, notice: .warning("passkey.factor-wrong"))
        case .expired: return .redirect(page, notice: .warning("passkey.expired"))
        case .suspended, .secondFactor, .tooLong, .onlyReset, .oldProductSilent: return try await site.startAnew(request)
        }
    }

    private static func form(
        _ frame: SignInFrame, _ question: SignInSteps.Question, _ form: FormState = FormState()
    ) throws -> WebResponse {
        guard let token = frame.site.signInToken(frame.request) else { return .redirect(SignInPath.address) }
        var keys = try KeyForms(
            question.passkeys, for: .factor(signIn: token), frame.path(PasskeyPath.factor), frame.request, site: frame.site)
        keys.isOnlyWay = question.asked == nil
        guard let asked = question.asked else {
            return frame.page(
                "passkey.factor-title", step: 3, address: question.signIn.address, status: form.status,
                content: "<p class=\"lead\">\(words: "passkey.factor-lead")</p>\(keys)", below: otherWays(frame))
        }
        let form = form.focusing("code")
        let hint = question.isCodeThere ? asked.words.hint : asked.words.notSent
        let field = TextField("code", "second-factor.code", .oneTimeCode, in: form, hint: hint)
        let trust = TrustChoice(form: form, party: frame.party)
        let fields: HTML = "\(field)\(trust)\(PasskeyAbility(frame.request))\(Button("sign-in.button"))"
        return frame.page(
            asked.words.title, step: 3, address: question.signIn.address, status: form.status,
            content: Form(frame.path(SignInPath.secondFactor), frame.request, form, content: fields).html,
            below: "\(otherCodes(frame, question, asked))\(keys)\(otherWays(frame))")
    }

    private static func otherWays(_ frame: SignInFrame) -> HTML {
        "<a href=\"\(frame.path(SignInPath.otherFactors))\">\(words: "second-factor.cannot-use")</a>"
    }

    private static func otherCodes(_ frame: SignInFrame, _ question: SignInSteps.Question, _ asked: SecondFactor) -> HTML {
        var ways = HTML()
        if asked.isCodeSent {
            ways += """
                \(Form(
                    frame.path(SignInPath.codeResend), frame.request, inline: true,
                    content: "\(Button("second-factor.send-new", .plain))"))
                """
        }
        for other in question.others {
            ways += """
                \(Form(frame.path(SignInPath.secondFactorChoice), frame.request, inline: true, content: """
                    \(Hidden("factor", other.id.text))\(Button(other.words.offer, .plain))
                    """))
                """
        }
        return ways
    }
}

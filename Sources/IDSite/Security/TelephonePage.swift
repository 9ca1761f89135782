internal import Core
internal import Identity
internal import Language
internal import Web

/// Adds a telephone for codes by text message: the number first, then the code that was sent to it.
enum TelephonePage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(SecurityPath.telephone, as: FreshlyProved.self) { proof, request, site in numberForm(proof, request, site) }
        routes.post(SecurityPath.telephone, as: FreshlyProved.self, send)
        routes.post(SecurityPath.telephoneCode, as: FreshlyProved.self, confirm)
    }

    @Sendable static func send(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let session = proof.signedIn.session
        let earlier = request.form["setup"]
        let number: PhoneNumber
        do {
            if let known = earlier.flatMap({ site.steps.telephone(sealed: $0, for: session)?.number }) {
                number = known
            } else {
                number = try PhoneNumber(entered: request.form.text("number"))
            }
        } catch { return numberForm(proof, request, site, FormState(request.form, "number", error.words)) }
        switch try await site.steps.newTelephone(number, after: earlier, in: session, from: site.browser(request).origin) {
        case .sent(let telephone): return codeForm(proof, request, site, telephone)
        case .soon(let telephone): return codeForm(proof, request, site, telephone, FormState(request.form, "code", "second-factor.soon"))
        case .taken: return numberForm(proof, request, site, FormState(request.form, "number", "security.number-taken"))
        case .wait(let duration): throw site.tooManyCodes(duration)
        }
    }

    @Sendable static func confirm(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let session = proof.signedIn.session
        let setup = request.form["setup"] ?? ""
        guard let telephone = site.steps.telephone(sealed: setup, for: session) else { return .redirect(SecurityPath.telephone) }
        let code = request.form.text("code")
        guard !code.isEmpty else {
            return codeForm(proof, request, site, telephone, FormState(request.form, "code", "second-factor.enter-code"))
        }
        switch try await site.steps.addTelephone(sealed: setup, code: code, in: session, from: site.browser(request).origin) {
        case .added(let factor):
            return try await site.added(
                factor, in: session, request, otherwise: .redirect(CommonPath.home, notice: .good("security.telephone-is-added")))
        case .wrong: return codeForm(proof, request, site, telephone, FormState(request.form, "code", "second-factor.sms-wrong"))
        case .wait(let duration): throw site.tooManyTries(duration)
        case .expired: return .redirect(SecurityPath.telephone, notice: .warning("security.telephone-expired"))
        }
    }

    private static func numberForm(
        _ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite, _ form: FormState = FormState()
    ) -> WebResponse {
        let form = form.focusing("number")
        let field = TextField("number", "security.number", .telephone, in: form, hint: "security.number-hint")
        let content = Form(SecurityPath.telephone, request, form, content: "\(field)\(Button("security.send-code"))").html
        return page(proof, request, site, form, content)
    }

    private static func codeForm(
        _ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite, _ telephone: NewTelephone, _ form: FormState = FormState()
    ) -> WebResponse {
        let form = form.focusing("code")
        let hint = Phrase("second-factor.sms-hint", ["ending": telephone.number.ending])
        let setup = Hidden("setup", telephone.sealed)
        let field = TextField("code", "second-factor.sms-code", .oneTimeCode, in: form, hint: hint)
        let content: HTML = """
            \(Form(SecurityPath.telephoneCode, request, form, content: "\(setup)\(field)\(Button("security.add-telephone"))"))\
            \(Form(SecurityPath.telephone, request, inline: true, content: "\(setup)\(Button("second-factor.send-new", .plain))"))
            """
        return page(proof, request, site, form, content)
    }

    private static func page(
        _ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite, _ form: FormState, _ content: HTML
    ) -> WebResponse {
        let page = site.shell(proof.signedIn, address: nil).page(
            "security.add-telephone-title", request, lead: "security.add-telephone-lead", back: ("security.title", SecurityPath.ways),
            content: content)
        return .page(page, showing: form)
    }
}

extension PhoneNumber.Mistake {
    fileprivate var words: Phrase {
        switch self {
        case .national: "security.number-national"
        case .unknownCountry: "security.number-country"
        case .unreadable: "security.number-unreadable"
        }
    }
}

internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// Removes a second factor. Explains the consequences, and asks for the password and for a code of this factor or of another one: a fresh
/// proof of its own.
enum SecondFactorRemovalPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(SecurityPath.removal, as: SignedIn.self, show)
        routes.post(SecurityPath.removal, as: SignedIn.self, submit)
        routes.post(SecurityPath.removalCode, as: SignedIn.self, sendCode)
    }

    @Sendable static func show(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        try await SecondFactorRemoval(proof, request, site, asked: request.query["with"]).page()
    }

    @Sendable static func sendCode(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let removal = try await SecondFactorRemoval(proof, request, site, asked: request.form["with"])
        let session = proof.session
        switch try await site.steps.sendCode(
            to: removal.asked.id, person: session.personID, in: session.id, from: site.browser(request).origin)
        {
        case .sent, .soon: return removal.page(codeSent: true)
        case .wait(let duration): throw site.tooManyTries(duration)
        case .notNeeded, .expired: return .redirect(SecurityPath.removal(removal.factor.id))
        }
    }

    @Sendable static func submit(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let removal = try await SecondFactorRemoval(proof, request, site, asked: request.form["with"])
        let password = request.form["password"] ?? ""
        let code = request.form.text("code")
        var errors: [FieldError] = []
        if password.isEmpty { errors.append(FieldError("password", "sign-in.enter-password")) }
        if code.isEmpty { errors.append(FieldError("code", "security.enter-code")) }
        guard errors.isEmpty else { return removal.page(FormState(request.form, errors), codeSent: true) }
        let outcome = try await site.recovery.removeSecondFactor(
            removal.factor.id, proof: .init(password: Secret(password), code: code, factor: removal.asked.id),
            in: proof.session, from: site.browser(request).origin)
        switch outcome {
        case .removed:
            return .redirect(CommonPath.home, notice: .good(Phrase("security.factor-removed", ["factor": removal.factor.words.described])))
        case .gone: return .redirect(CommonPath.home)
        case .wait(let duration): throw site.tooManyTries(duration)
        case .wrongPassword:
            return removal.page(FormState(request.form, "password", "security.wrong-password"), codeSent: true)
        case .wrongCode:
            return removal.page(FormState(request.form, "code", "security.wrong-code"), codeSent: true)
        case .passwordTooWeak(let reason):
            let objection = Phrase.sentences(["security.password-not-alone", reason])
            return removal.page(FormState(request.form, "password", objection), codeSent: true)
        }
    }
}

/// The factor to remove, the factor whose code is the proof, and the page for both.
struct SecondFactorRemoval {
    let factor: SecondFactor
    let asked: SecondFactor
    private let all: [SecondFactor]
    private let signedIn: SignedIn
    private let request: WebRequest
    private let site: IDSite

    /// Throws a 404 if the person has no such factor.
    init(_ signedIn: SignedIn, _ request: WebRequest, _ site: IDSite, asked: String?) async throws {
        let id = try request.parameters(of: SecurityPath.removal)
        let all = try await site.database.read { try $0.secondFactors(of: signedIn.person.id) }
        guard let factor = all.first(where: { $0.id == id }) else { throw Problem.notFound }
        self.signedIn = signedIn
        self.request = request
        self.site = site
        self.all = all
        self.factor = factor
        self.asked = all.first { $0.id.text == asked } ?? ([factor] + all).preferred ?? factor
    }

    func page(_ form: FormState = FormState(), codeSent: Bool = false) -> WebResponse {
        let page = site.shell(signedIn, address: nil).page(
            factor.words.removalTitle, request, back: ("security.title", SecurityPath.ways),
            content: Panel(danger: true, "\(consequences)\(proofForm(form, codeSent: codeSent))\(otherWays)").html)
        return .page(page, showing: form)
    }

    private var consequences: HTML {
        let rest = all.filter { $0.id != factor.id }
        guard rest.isEmpty else {
            let rest = Phrase.all(rest.map(\.words.described))
            return "<p>\(words: "security.factor-no-longer", ["factor": factor.words.described, "rest": rest])</p>"
        }
        return "<p>\(words: "security.password-alone", ["link": SecurityPath.password])</p>"
    }

    private func proofForm(_ form: FormState, codeSent: Bool) -> HTML {
        let with = Hidden("with", asked.id.text)
        if let place = asked.words.proofSentTo, !codeSent {
            let send: HTML = "\(Button("security.send-code", .secondary))\(Button("security.keep-it", .plain, to: CommonPath.home))"
            return """
                <p>\(words: "security.code-to", ["place": place])</p>\
                \(Form(SecurityPath.removalCode(factor.id), request, content: "\(with)\(Buttons(send))"))
                """
        }
        let form = form.focusing("password")
        let password = TextField("password", "security.your-password", .currentPassword, in: form)
        let code = TextField(
            "code", asked.words.proofLabel, .oneTimeCode, in: form, hint: asked.words.proofHint)
        let buttons = Buttons(
            "\(Button(factor.words.removalButton, .danger))\(Button("security.keep-it", .secondary, to: CommonPath.home))")
        return Form(SecurityPath.removal(factor.id), request, form, content: "\(with)\(password)\(code)\(buttons)").html
    }

    private var otherWays: HTML {
        HTML.join(
            all.filter { $0.id != asked.id }.map { other -> HTML in
                let page = SecurityPath.removal(factor.id).query([("with", other.id.text)])
                return "<p><a href=\"\(page)\">\(other.words.proofOffer)</a></p>"
            })
    }
}

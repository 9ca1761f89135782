internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// Asks a signed-in person to show that it is them before they change how they sign in: the password and then the second factor, or a
/// passkey. Then it goes on to where they were going.
enum FreshProofPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(FreshProofPath.page, as: SignedIn.self, show)
        routes.post(FreshProofPath.password, as: SignedIn.self, password)
        routes.post(FreshProofPath.code, as: SignedIn.self, code)
        routes.post(FreshProofPath.message, as: SignedIn.self, message)
        routes.post(FreshProofPath.key, as: SignedIn.self, key)
    }

    @Sendable static func show(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let question = try await FreshProofQuestion(proof, request, site, with: request.query["with"]) else {
            return .redirect(request.returnPath ?? .home)
        }
        return try question.page()
    }

    @Sendable static func password(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let question = try await FreshProofQuestion(proof, request, site) else { return .redirect(request.returnPath ?? .home) }
        let password = request.form["password"] ?? ""
        guard !password.isEmpty else { return try question.page(FormState(request.form, "password", "sign-in.enter-password")) }
        let given = try await site.steps.provePassword(
            Secret(password), of: proof.person.id, in: proof.session.id, from: site.browser(request).origin)
        return try answer(given, question, FormState(request.form, "password", "security.wrong-password"), site)
    }

    @Sendable static func code(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let with = request.form["with"]
        guard let question = try await FreshProofQuestion(proof, request, site, with: with) else {
            return .redirect(request.returnPath ?? .home)
        }
        let code = request.form.text("code")
        guard !code.isEmpty else { return try question.page(FormState(request.form, "code", "second-factor.enter-code"), codeSent: true) }
        let origin = site.browser(request).origin
        let person = proof.person.id
        let given: SignInSteps.ProvingOutcome =
            if question.asksForRecoveryCode {
                try await site.steps.proveRecoveryCode(code, person: person, in: proof.session.id, from: origin)
            } else if let factor = question.asked {
                try await site.steps.proveCode(code, of: factor.id, person: person, in: proof.session.id, from: origin)
            } else { .wrong }
        let wrong: Phrase = question.asksForRecoveryCode ? "recovery-code.wrong" : question.asked?.words.wrong ?? "security.wrong-code"
        return try answer(given, question, FormState(request.form, "code", wrong), site)
    }

    @Sendable static func message(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let question = try await FreshProofQuestion(proof, request, site, with: request.form["with"]), let factor = question.asked
        else { return .redirect(request.returnPath ?? .home) }
        let origin = site.browser(request).origin
        switch try await site.steps.sendCode(to: factor.id, person: proof.person.id, in: proof.session.id, from: origin) {
        case .sent, .soon, .notNeeded: return try question.page(codeSent: true)
        case .wait(let duration): throw site.tooManyCodes(duration)
        case .expired: return .redirect(question.path)
        }
    }

    @Sendable static func key(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let question = try await FreshProofQuestion(proof, request, site) else { return .redirect(request.returnPath ?? .home) }
        guard let given = PasskeyAnswer(request.form),
            try await site.steps.proveKey(given, of: proof.person.id, in: proof.session.id) == .proved
        else { return .redirect(question.path, notice: .warning("passkey.factor-wrong")) }
        return .redirect(question.path)
    }

    private static func answer(
        _ given: SignInSteps.ProvingOutcome, _ question: FreshProofQuestion, _ wrong: FormState, _ site: IDSite
    ) throws -> WebResponse {
        switch given {
        // The page asks for what is still missing, or goes on.
        case .proved: .redirect(question.path)
        case .wait(let duration): throw site.tooManyTries(duration)
        case .wrong: try question.page(wrong, codeSent: true)
        }
    }
}

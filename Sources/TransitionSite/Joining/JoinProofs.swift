internal import Core
internal import HTTPTypes
internal import IDSite
internal import Identity
internal import Language
internal import Transition
internal import Web

/// The forms for the missing proofs. Wrong tries count as they do at sign-in, and only logins that are offered can be tried at all.
enum JoinProofs {
    static func register(on routes: Routes<JoinSite>) {
        routes.post(JoinPath.password, as: JoiningPerson.self, password)
        routes.post(JoinPath.code, as: JoiningPerson.self, code)
        routes.post(JoinPath.message, as: JoiningPerson.self, message)
        routes.post(JoinPath.key, as: JoiningPerson.self, key)
    }

    @Sendable static func password(_ proof: JoiningPerson, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        guard let offer = try await site.offer(proof, request), let person = offer.personAskedForPassword(request) else {
            return .redirect(request.joinPath)
        }
        let password = request.form["password"] ?? ""
        let question = JoinQuestion(site, request, offer, in: proof.session.id)
        guard !password.isEmpty else {
            return try await question.page(FormState(request.form, "password", "join.enter-password"))
        }
        let given = try await site.id.steps.provePassword(
            Secret(password), of: person, in: proof.session.id, from: request.origin)
        switch given {
        case .proved: return .redirect(request.joinPath)
        case .wait(let duration): throw tooManyTries(duration)
        case .wrong:
            return try await question.page(FormState(request.form, "password", "join.wrong-password"))
        }
    }

    @Sendable static func code(_ proof: JoiningPerson, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        guard let offer = try await site.offer(proof, request), let (person, factor) = offer.factorAsked(request) else {
            return .redirect(request.joinPath)
        }
        let question = JoinQuestion(site, request, offer, in: proof.session.id)
        let code = request.form.text("code")
        let given = try await site.id.steps.proveCode(code, of: factor.id, person: person, in: proof.session.id, from: request.origin)
        switch given {
        case .proved: return .redirect(request.joinPath)
        case .wait(let duration): throw tooManyTries(duration)
        case .wrong:
            let form = FormState(request.form, "code", factor.words.wrong)
            return try await question.page(form, factor: factor.id, codeSent: true)
        }
    }

    @Sendable static func message(_ proof: JoiningPerson, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        guard let offer = try await site.offer(proof, request), let (person, factor) = offer.factorAsked(request), factor.isCodeSent else {
            return .redirect(request.joinPath)
        }
        switch try await site.id.steps.sendCode(to: factor.id, person: person, in: proof.session.id, from: request.origin) {
        case .sent, .soon, .notNeeded:
            return try await JoinQuestion(site, request, offer, in: proof.session.id).page(factor: factor.id, codeSent: true)
        case .wait(let duration): throw tooManyTries(duration)
        case .expired: return .redirect(request.joinPath)
        }
    }

    @Sendable static func key(_ proof: JoiningPerson, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        guard let offer = try await site.offer(proof, request), case .secondFactor(let person, _, _)? = offer.missing.first,
            request.form.text("person") == person.text
        else { return .redirect(request.joinPath) }
        let given: SignInSteps.ProvingOutcome =
            if let answer = PasskeyAnswer(request.form) {
                try await site.id.steps.proveKey(answer, of: person, in: proof.session.id)
            } else { .wrong }
        return given == .proved
            ? .redirect(request.joinPath) : .redirect(request.joinPath, notice: .warning("passkey.factor-wrong"))
    }

    static func tooManyTries(_ wait: Duration) -> Problem {
        let seconds = max(1, Int(wait.wholeMilliseconds + 999) / 1000)
        let time = seconds < 90 ? Phrase("time.seconds", ["count": seconds]) : .minutes(wait)
        return Problem(
            status: 429, code: "too-many-tries", title: "join.too-many-tries", detail: Phrase("join.too-many-tries-next", ["time": time]),
            retryAfter: seconds)
    }
}

extension JoinOffer {
    /// The person whose password the form contains, if that password is the next missing proof.
    func personAskedForPassword(_ request: WebRequest) -> PersonID? {
        guard case .password(let person)? = missing.first, request.form.text("person") == person.text else { return nil }
        return person
    }

    /// The person and the second factor of the form, if that factor is the next missing proof. The password always comes first.
    func factorAsked(_ request: WebRequest) -> (PersonID, SecondFactor)? {
        guard case .secondFactor(let person, let choices, _)? = missing.first, request.form.text("person") == person.text,
            let factor = choices.first(where: { $0.id.text == request.form.text("factor") })
        else { return nil }
        return (person, factor)
    }
}

extension WebRequest {
    var origin: ClientOrigin { ClientOrigin(address: client, agent: headers[.userAgent] ?? "") }
}

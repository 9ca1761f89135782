internal import Core
internal import Credentials
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// Step 3: the second factor, as the person always had it here.
enum CodePage {
    static func register(on routes: Routes<ClassicSite>) {
        routes.get(ClassicPath.code, as: Anyone.self, show)
        routes.post(ClassicPath.code, as: Anyone.self, submit)
        routes.post(ClassicPath.newCode, as: Anyone.self, resend)
    }

    /// A sign-in whose password was proved, and still is the password.
    private struct Question {
        let flow: ClassicFlow
        let login: CopiedLogin
        let factor: CopiedLogin.Factor
    }

    private static func question(_ request: WebRequest, _ site: ClassicSite) async throws -> Question? {
        guard let flow = site.flow(of: request), let proved = flow.proved else { return nil }
        let keyring = site.keyring
        guard let login = try await site.database.read({ try $0.copiedLogin(proved.subject, keyring) }),
            let credentials = login.credentials, credentials.print == proved.print, let factor = credentials.factor
        else { return nil }
        return Question(flow: flow, login: login, factor: factor)
    }

    @Sendable static func show(_ proof: Anyone<ProductSite>, _ request: WebRequest, _ site: ClassicSite) async throws -> WebResponse {
        guard let question = try await question(request, site) else { return site.anew(request) }
        return try form(site, question, request)
    }

    @Sendable static func submit(_ proof: Anyone<ProductSite>, _ request: WebRequest, _ site: ClassicSite) async throws -> WebResponse {
        guard let question = try await question(request, site) else { return site.anew(request) }
        let code = request.form.text("code")
        guard !code.isEmpty else { return try form(site, question, request, FormState(request.form, "code", "second-factor.enter-code")) }
        let subject = question.login.subject
        let now = site.site.clock.now()
        if let wait = try await site.database.writeUnflushed({ try $0.countTry([.code(subject)], at: now) }) {
            await site.tell(.locked, of: question.flow, request)
            throw site.tooManyTries(wait)
        }
        // Codes that were tried at the ID's door count here too, and whoever came inside meanwhile goes there.
        let place = await site.place(of: question.flow, request)
        if case .id = place { return try await site.toID(question.flow, request) }
        if case .locked(let wait) = place { throw site.tooManyTries(wait) }
        let again = FormState(request.form, "code", question.factor.wrong)
        guard let own = try await proved(code, question, site, at: now) else {
            await site.tell(.wrongCode, of: question.flow, request)
            return try form(site, question, request, again)
        }
        try await site.database.writeUnflushed { try $0.forgetTries(.code(subject)) }
        if let begun = try await site.begin(own, question.flow, request) { return begun }
        // Not by this code: it was used at the ID, or the login moved there.
        guard case .classic = await site.place(of: question.flow, request), own.isByApp else {
            return try await site.toID(question.flow, request)
        }
        return try form(site, question, request, again)
    }

    /// What a right code proves; nil for a wrong one. A right one works only once.
    private static func proved(_ code: String, _ question: Question, _ site: ClassicSite, at now: Timestamp) async throws -> OwnSignIn? {
        let subject = question.login.subject
        let methods = question.factor.methods
        switch question.factor {
        case .authenticatorApp(let app):
            guard let step = app.acceptedStep(for: code, at: now, after: question.login.lastStep),
                try await site.database.write({ try $0.useStep(step, of: subject) })
            else { return nil }
            return OwnSignIn(subject: subject, methods: methods, at: now, oneTimeStep: step)
        case .textMessage:
            let hash = TokenHash(subject + " " + EnteredDigits.code(code), purpose: .classicCode)
            let isRight = try await site.database.write { tx in
                try tx.run("DELETE FROM classic_codes WHERE subject = \(subject) AND hash = \(hash.bytes) AND expires_at > \(now)") == 1
            }
            return isRight ? OwnSignIn(subject: subject, methods: methods, at: now) : nil
        }
    }

    @Sendable static func resend(_ proof: Anyone<ProductSite>, _ request: WebRequest, _ site: ClassicSite) async throws -> WebResponse {
        guard let question = try await question(request, site), case .textMessage(let number) = question.factor else {
            return site.anew(request)
        }
        guard try await site.sendCode(to: number, of: question.login.subject, request) else {
            return .redirect(ClassicPath.code, notice: .info("second-factor.soon"))
        }
        return .redirect(ClassicPath.code, notice: .good("classic.sent"))
    }

    private static func form(
        _ site: ClassicSite, _ question: Question, _ request: WebRequest, _ form: FormState = FormState()
    ) throws -> WebResponse {
        let form = form.focusing("code")
        let field = TextField("code", "second-factor.code", .oneTimeCode, in: form, hint: question.factor.hint)
        let new: HTML = Form(ClassicPath.newCode, request, inline: true, content: Button("second-factor.send-new", .plain).html).html
        let isSent = if case .textMessage = question.factor { true } else { false }
        var page = ColumnPage(
            question.factor.title, brand: site.site.brand, request: request,
            content: Form(ClassicPath.code, request, form, content: "\(field)\(Button("sign-in.button"))").html,
            below: isSent ? new : HTML())
        page.identity = .init(
            question.flow.login, changePath: RelyingPartyPath.signIn.query([("return_to", question.flow.returnPath.text)]))
        return try site.keeping(question.flow, .page(page.html, status: form.status, formOrigins: [site.site.idOrigin]), request)
    }
}

extension OwnSignIn {
    fileprivate var isByApp: Bool { methods.contains("otp") }
}

extension CopiedLogin.Factor {
    fileprivate var title: Phrase {
        switch self {
        case .authenticatorApp: "second-factor.app-title"
        case .textMessage: "second-factor.sms-title"
        }
    }

    fileprivate var hint: Phrase {
        switch self {
        case .authenticatorApp: "second-factor.app-hint"
        case .textMessage(let number): Phrase("second-factor.sms-hint", ["ending": number.ending])
        }
    }

    fileprivate var wrong: Phrase {
        switch self {
        case .authenticatorApp: "second-factor.app-wrong"
        case .textMessage: "second-factor.sms-wrong"
        }
    }
}

extension ClassicSite {
    private static let gap = Duration.seconds(30)

    /// Sends a new code in place of the last one. Returns false if the last one was sent just now. Throws a `Problem` if too many were sent.
    func sendCode(to number: PhoneNumber, of subject: String, _ request: WebRequest) async throws -> Bool {
        let now = site.clock.now()
        let code = Self.newCode()
        let hash = TokenHash(subject + " " + code, purpose: .classicCode)
        let outcome = try await database.write { tx -> SentCode in
            let last: Timestamp? = try tx.first("SELECT sent_at FROM classic_codes WHERE subject = \(subject)")?["sent_at"]
            if let last, last + Self.gap > now { return .soon }
            let limits = [LocalTries.message(subject), .messagesFrom(ClientNetwork(request.client)), .messagesTo(number.country)]
            if let wait = try tx.countTry(limits, at: now) { return .wait(wait) }
            try tx.run(
                """
                INSERT INTO classic_codes (subject, hash, sent_at, expires_at) VALUES (\(subject), \(hash.bytes), \(now), \(now + .minutes(5)))
                ON CONFLICT (subject) DO UPDATE SET hash = excluded.hash, sent_at = excluded.sent_at, expires_at = excluded.expires_at
                """)
            return .sent
        }
        switch outcome {
        case .soon: return false
        case .wait(let wait):
            throw Problem(
                status: 429, code: "too-many-texts", title: "classic.too-many-texts", detail: "classic.too-many-texts-next",
                retryAfter: max(1, Int(wait.components.seconds)))
        case .sent:
            try await send(number, Phrase("identity.sms-code", ["code": code]).text(for: request.reader))
            return true
        }
    }

    private enum SentCode: Sendable {
        case sent, soon
        case wait(Duration)
    }

    /// Six digits, each number as likely as any other.
    private static func newCode() -> String {
        var generator = SystemRandomNumberGenerator()
        let number = String(Int.random(in: 0..<1_000_000, using: &generator))
        return String(repeating: "0", count: 6 - number.count) + number
    }
}

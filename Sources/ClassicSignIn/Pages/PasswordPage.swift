internal import Core
internal import Credentials
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// Step 2: the password that the person always had here.
enum PasswordPage {
    static func register(on routes: Routes<ClassicSite>) {
        routes.get(ClassicPath.password, as: Anyone.self) { _, request, site in
            guard let flow = site.flow(of: request) else { return site.anew(request) }
            return try form(site, flow, request)
        }
        routes.post(ClassicPath.password, as: Anyone.self, submit)
        routes.post(ClassicPath.forgot, as: Anyone.self, forgot)
    }

    @Sendable static func submit(_ proof: Anyone<ProductSite>, _ request: WebRequest, _ site: ClassicSite) async throws -> WebResponse {
        guard let flow = site.flow(of: request) else { return site.anew(request) }
        let password = request.form["password"] ?? ""
        guard PasswordPolicy.mayBePassword(Secret(password)) else {
            return try form(site, flow, request, FormState(request.form, "password", "sign-in.too-long"))
        }
        guard !password.isEmpty else { return try form(site, flow, request, FormState(request.form, "password", "sign-in.enter-password")) }
        guard let login = try await checked(Secret(password), flow, request, site), let credentials = login.credentials else {
            return try form(site, flow, request, FormState(request.form, "password", "classic.wrong-password"))
        }
        guard let factor = credentials.factor else {
            let own = OwnSignIn(subject: login.subject, methods: ["pwd"], at: site.site.clock.now())
            if let begun = try await site.begin(own, flow, request) { return begun }
            return try await site.toID(flow, request)
        }
        var proved = flow
        proved.proved = .init(subject: login.subject, print: credentials.print)
        if case .textMessage(let number) = factor { _ = try await site.sendCode(to: number, of: login.subject, request) }
        return try site.keeping(proved, .redirect(ClassicPath.code), request)
    }

    /// The login that the password fits; nil for none. Every refusal takes as long as any other, whether or not somebody has the login.
    private static func checked(
        _ password: Secret<String>, _ flow: ClassicFlow, _ request: WebRequest, _ site: ClassicSite
    ) async throws -> CopiedLogin? {
        let start = site.site.clock.now()
        let isOwn = site.hasSeen(flow.name, in: request)
        let tries = [LocalTries.password(flow.name, isKnown: isOwn), .network(ClientNetwork(request.client))]
        if let wait = try await site.database.writeUnflushed({ try $0.countTry(tries, at: start) }) {
            await site.tell(.locked, of: flow, request)
            throw site.tooManyTries(wait)
        }
        // Tries at the ID's door count here too.
        switch await site.place(of: flow, request) {
        case .id: throw Answered(try await site.toID(flow, request))
        case .locked(let wait) where !isOwn: throw site.tooManyTries(wait)
        case .classic, .silent, .locked: break
        }
        let keyring = site.keyring
        let logins = try await site.database.read { try $0.copiedLogins(named: flow.name, keyring) }.filter { $0.credentials != nil }
        let fitting = try await site.hashing.matches(password, among: logins.map { $0.credentials?.password })
        guard let place = fitting.first else {
            await site.tell(.wrongPassword, of: flow, request)
            try await site.floor.wait(since: start)
            return nil
        }
        try await site.database.writeUnflushed { try $0.forgetTries(.password(flow.name, isKnown: isOwn)) }
        return logins[place]
    }

    /// The ID sets new passwords. That the person asked for one ends the episode.
    @Sendable static func forgot(_ proof: Anyone<ProductSite>, _ request: WebRequest, _ site: ClassicSite) async throws -> WebResponse {
        guard let flow = site.flow(of: request) else { return site.anew(request) }
        let tries = [LocalTries.network(ClientNetwork(request.client))]
        let now = request.time
        if let wait = try await site.database.writeUnflushed({ try $0.countTry(tries, at: now) }) { throw site.tooManyTries(wait) }
        await site.tell(.forgot, of: flow, request)
        return try await site.toID(flow, request)
    }

    private static func form(
        _ site: ClassicSite, _ flow: ClassicFlow, _ request: WebRequest, _ form: FormState = FormState()
    ) throws -> WebResponse {
        let form = form.focusing("password")
        let field = TextField("password", "sign-in.password", .currentPassword, in: form)
        let forgot = Form(
            ClassicPath.forgot, request, inline: true, content: "<button class=\"link\">\(words: "classic.forgot")</button>")
        var page = ColumnPage(
            Phrase("classic.password-title", ["product": site.site.brand.name]), brand: site.site.brand, request: request,
            content: Form(
                ClassicPath.password, request, form, content: "\(HiddenUsername(flow.login))\(field)\(Button("sign-in.button"))"
            ).html,
            below: forgot.html)
        page.identity = .init(flow.login, changePath: RelyingPartyPath.signIn.query([("return_to", flow.returnPath.text)]))
        return try site.keeping(flow, .page(page.html, status: form.status, formOrigins: [site.site.idOrigin]), request)
    }
}

extension ClassicSite {
    /// A page opened out of nowhere, or after its time: the sign-in begins again.
    func anew(_ request: WebRequest) -> WebResponse {
        .redirect(RelyingPartyPath.signIn.query([("return_to", request.returnPath?.text)]), notice: .info("classic.anew"))
    }

    func toID(_ flow: ClassicFlow, _ request: WebRequest) async throws -> WebResponse {
        let login = LoginHint(flow.login, isKnown: flow.isKnown)
        return try await ending(site.toID(request, login, account: flow.account, returningTo: flow.returnPath))
    }

    /// Everything is proved: the session begins, if the ID takes this product's word for it. nil if it does not: the login moved meanwhile, or its
    /// one-time code was used at the ID.
    func begin(_ own: OwnSignIn, _ flow: ClassicFlow, _ request: WebRequest) async throws -> WebResponse? {
        let response: WebResponse
        do {
            response = try await site.begin(own, account: flow.account, returningTo: flow.returnPath, request)
        } catch is ProductSite.NotOurs { return nil }
        await tell(.succeeded, of: flow, request)
        try await database.write { tx in try tx.note(own.subject, from: ClientNetwork(request.client), at: own.at) }
        return try noting(flow.name, ending(response), request)
    }
}

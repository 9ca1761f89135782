internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// Step 1: who signs in. From here the ID's answer leads on: to the password here, or to the ID.
enum LoginPage {
    static func register(on routes: Routes<ClassicSite>) {
        routes.post(ClassicPath.login, as: Anyone.self, submit)
    }

    @Sendable static func submit(_ proof: Anyone<ProductSite>, _ request: WebRequest, _ site: ClassicSite) async throws -> WebResponse {
        let login = request.form.text("login")
        let account = request.form["account"].flatMap { $0.utf8.count <= 64 ? $0 : nil }
        let page = request.returnPath
        guard login.loginForm != nil, login.utf8.count <= 320 else {
            let message: Phrase = login.isEmpty ? "classic.enter-login" : "classic.long-login"
            return form(site, request, FormState(request.form, "login", message), account: account, returningTo: page)
        }
        let name = ClassicFlow.normalised(login)
        let now = request.time
        let (copies, fromHere) = try await site.database.read { [keyring = site.keyring] tx in
            let copies = try tx.copiedLogins(named: name, keyring)
            return (copies, try tx.hasSeen(copies.map(\.subject), from: ClientNetwork(request.client), at: now))
        }
        let flow = ClassicFlow(
            login: login, account: account, returnPath: page ?? .home, browser: site.browser(of: request),
            isKnown: fromHere || site.hasSeen(name, in: request))
        let isInside = !copies.isEmpty && copies.allSatisfy { $0.credentials == nil }
        switch await site.place(of: flow, request) {
        case .classic where !isInside: return try site.keeping(flow, .redirect(ClassicPath.password), request)
        // A silent ID shuts nobody out whose login is still this product's own, and the form tells nobody whose are.
        case .silent where !isInside:
            return try site.keeping(flow, .redirect(ClassicPath.password), request)
        // A browser that signed the login in before waits for nothing that strangers used up.
        case .locked(let wait):
            // Of whoever is inside the ID itself decides.
            if isInside { return try await site.toID(flow, request) }
            guard site.hasSeen(name, in: request), copies.contains(where: { $0.credentials != nil }) else { throw site.tooManyTries(wait) }
            return try site.keeping(flow, .redirect(ClassicPath.password), request)
        case .classic, .id, .silent:
            return try await site.toID(flow, request)
        }
    }

    static func form(
        _ site: ClassicSite, _ request: WebRequest, _ form: FormState = FormState(), account: String?, returningTo page: LocalPath?
    ) -> WebResponse {
        let form = form.focusing("login")
        let hidden: HTML? = page.map { "\(Hidden("return_to", $0.text))" }
        let inAccount: HTML? = account.map { "\(Hidden("account", $0))" }
        let field = TextField("login", "classic.login", .login, in: form)
        let atTheID = RelyingPartyPath.atTheID(returningTo: page, in: account)
        return .page(
            ColumnPage(
                Phrase("classic.title", ["product": site.site.brand.name]), brand: site.site.brand, request: request,
                content: Form(
                    ClassicPath.login, request, form, content: "\(hidden)\(inAccount)\(field)\(Button("sign-in.continue"))"
                ).html,
                below: "<a href=\"\(atTheID)\">\(words: "classic.at-the-id")</a>"
            ).html, status: form.status, formOrigins: [site.site.idOrigin])
    }
}

extension Transaction {
    /// Whether one of these logins signed in from that network before.
    func hasSeen(_ subjects: [String], from network: ClientNetwork, at now: Timestamp) throws -> Bool {
        let since = now - .days(180)
        return try first(
            """
            SELECT 1 AS one FROM classic_networks
            WHERE subject IN \(list: subjects) AND network = \(network.text) AND seen_at > \(since) LIMIT 1
            """) != nil
    }

    /// The login signed in from that network.
    func note(_ subject: String, from network: ClientNetwork, at now: Timestamp) throws {
        try run("DELETE FROM classic_networks WHERE subject = \(subject) AND seen_at < \(now - .days(180))")
        try run(
            """
            INSERT INTO classic_networks (subject, network, seen_at) VALUES (\(subject), \(network.text), \(now))
            ON CONFLICT (subject, network) DO UPDATE SET seen_at = excluded.seen_at
            """)
    }
}

internal import Audit
internal import Core
internal import Identity
internal import SQL
internal import Web

/// Sign-out: ends the session here and, by back-channel logout, at the products.
enum SignOutPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(CommonPath.signOut, as: MaybeSignedIn.self, show)
        routes.post(CommonPath.signOut, as: MaybeSignedIn.self, submit)
        routes.post(SessionPath.end, as: SignedIn.self, endOne)
        routes.post(SessionPath.endOthers, as: SignedIn.self, endOthers)
    }

    @Sendable static func show(_ proof: MaybeSignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let signedIn = proof.signedIn else {
            let content: HTML = """
                <p>You are signed out here and at \(PageText.list(site.products.map(\.brand.name))).</p>\
                <p>\(Button("Sign in", to: SignInPath.address))</p>
                """
            return .page(ColumnPage("You are signed out", brand: .id, request: request, content: content))
        }
        let content: HTML = """
            <p>You are signed in as \(signedIn.person.name). \
            Signing out here signs you out of \(PageText.list(site.products.map(\.brand.name))) too, in this browser.</p>\
            \(Form(CommonPath.signOut, request, content: "\(Button("Sign out"))"))
            """
        let below: HTML = "<a href=\"\(CommonPath.home)\">Stay signed in</a>"
        return .page(ColumnPage("Sign out", brand: .id, request: request, content: content, below: below))
    }

    @Sendable static func submit(_ proof: MaybeSignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        if let session = proof.signedIn?.session { try await site.end(session.id, of: session.personID) }
        return WebResponse.redirect(CommonPath.signOut).with(.removal(IDSite.sessionCookie))
    }

    @Sendable static func endOne(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let id = try request.parameters(of: SessionPath.end)
        let now = site.clock.now()
        let own = try await site.database.read { try $0.sessions(of: proof.person.id, at: now).contains { $0.id == id } }
        guard own else { throw Problem.notFound }
        try await site.end(id, of: proof.person.id)
        return id == proof.session.id
            ? WebResponse.redirect(CommonPath.signOut).with(.removal(IDSite.sessionCookie))
            : .redirect(CommonPath.home, notice: .good("That session has ended. Whoever uses that browser has to sign in again."))
    }

    @Sendable static func endOthers(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let now = site.clock.now()
        let person = proof.person.id
        let kept = proof.session.id
        let count = try await site.database.write { try $0.endSessions(of: person, except: kept, by: .person(person), at: now).count }
        return .redirect(CommonPath.home, notice: .good("\(PageText.count(count, "other session has", "other sessions have")) ended."))
    }
}

extension IDSite {
    func end(_ session: SessionID, of person: PersonID) async throws {
        let now = clock.now()
        try await database.write { _ = try $0.endSession(session, by: .person(person), at: now) }
    }
}

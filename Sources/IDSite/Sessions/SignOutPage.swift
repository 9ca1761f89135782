internal import Audit
internal import Core
internal import Identity
internal import Language
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
                <p>\(words: "session.signed-out-at", ["products": site.productNames])</p>\
                <p>\(Button("sign-in.button", to: SignInPath.address))</p>
                """
            return .page(ColumnPage("session.signed-out", brand: .id, request: request, content: content))
        }
        let content: HTML = """
            <p>\(words: "session.sign-out-lead", ["name": signedIn.person.name, "products": site.productNames])</p>\
            \(Form(CommonPath.signOut, request, content: "\(Button("shell.sign-out"))"))
            """
        let below: HTML = "<a href=\"\(CommonPath.home)\">\(words: "session.stay")</a>"
        return .page(ColumnPage("shell.sign-out", brand: .id, request: request, content: content, below: below))
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
            : .redirect(CommonPath.home, notice: .good("session.ended"))
    }

    @Sendable static func endOthers(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let now = site.clock.now()
        let person = proof.person.id
        let kept = proof.session.id
        let count = try await site.database.write { try $0.endSessions(of: person, except: kept, by: .person(person), at: now).count }
        return .redirect(CommonPath.home, notice: .good(Phrase("session.others-ended", ["count": count])))
    }
}

extension IDSite {
    func end(_ session: SessionID, of person: PersonID) async throws {
        let now = clock.now()
        try await database.write { _ = try $0.endSession(session, by: .person(person), at: now) }
    }
}

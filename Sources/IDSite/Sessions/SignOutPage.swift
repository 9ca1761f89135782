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
        let leaving = try await Leaving.found(request, site)?.session
        if let session = proof.signedIn?.session ?? leaving { try await site.end(session.id, of: session.personID) }
        return WebResponse.redirect(CommonPath.signOut).with(.removal(IDSite.sessionCookie))
    }
}

extension IDSite {
    func end(_ session: SessionID, of person: PersonID) async throws {
        let now = clock.now()
        try await database.write { _ = try $0.endSession(session, by: .person(person), at: now) }
    }
}

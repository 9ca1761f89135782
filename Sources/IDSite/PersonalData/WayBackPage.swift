internal import Audit
internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// Proof that somebody signed in who asked to be deleted. It opens this page and nothing else.
struct Leaving: Proof {
    let session: Session
    let person: Person
    let deletion: Deletion

    static func establish(_ request: WebRequest, in site: IDSite) async throws -> Leaving {
        guard let leaving = try await found(request, site) else { throw Answered(.redirect(CommonPath.home)) }
        request.isRead(in: leaving.person.language, zone: leaving.person.zone)
        return leaving
    }

    func circumstances(of request: WebRequest) -> Circumstances { session.circumstances(of: request) }

    static func found(_ request: WebRequest, _ site: IDSite) async throws -> Leaving? {
        guard let token = request.cookie(IDSite.sessionCookie), RandomToken.isWellFormed(token) else { return nil }
        let now = request.time
        return try await site.database.read { tx in
            guard let session = try tx.leavingSession(token: token, at: now), let person = try tx.person(session.personID),
                let deletion = try tx.deletion(of: person.id)
            else { return nil }
            return Leaving(session: session, person: person, deletion: deletion)
        }
    }
}

/// What somebody sees who signs in during the time in which they can come back.
enum WayBackPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(MyDataPath.leaving, as: Leaving.self, show)
        routes.post(MyDataPath.keeping, as: Leaving.self, keep)
        routes.post(MyDataPath.signOut, as: Leaving.self, signOut)
    }

    @Sendable static func show(_ proof: Leaving, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let lead = Phrase("deletion.leaving-lead", ["name": proof.person.name, "day": Phrase.day(proof.deletion.eraseAt)])
        let returnTo: HTML? = request.returnPath.map { Hidden("return_to", $0.text).html }
        let keep = Form(MyDataPath.keeping, request, content: "\(returnTo)\(Buttons("\(Button("deletion.keep"))"))")
        let leave = Form(MyDataPath.signOut, request, content: Buttons("\(Button("shell.sign-out", .secondary))").html)
        return .page(ColumnPage("deletion.leaving", brand: .id, request: request, content: "<p>\(lead)</p>\(keep)\(leave)"))
    }

    @Sendable static func keep(_ proof: Leaving, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let person = proof.person.id
        let now = request.time
        try await site.database.write { _ = try $0.keep(person, by: .person(person), at: now) }
        return .redirect(request.returnPath ?? .home, notice: .good("deletion.kept"))
    }

    @Sendable static func signOut(_ proof: Leaving, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        try await site.end(proof.session.id, of: proof.person.id)
        return WebResponse.redirect(CommonPath.signOut).with(.removal(IDSite.sessionCookie))
    }
}

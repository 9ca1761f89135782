internal import Audit
internal import Core
internal import Identity
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// Where the person is signed in, what is open there, and how each is ended: at once, at the products too.
enum SessionsPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(SessionPath.list, as: SignedIn.self, show)
        routes.post(SessionPath.end, as: SignedIn.self, endOne)
        routes.post(SessionPath.endOthers, as: SignedIn.self, endOthers)
    }

    @Sendable static func show(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let person = proof.person.id
        let now = request.time
        let (sessions, open, applications) = try await site.database.read { tx in
            (try tx.sessions(of: person, at: now), try tx.openClients(of: person), try tx.applications(of: person))
        }
        let rows = sessions.map { session -> [HTML] in
            let isThis: HTML? = session.id == proof.session.id ? Badge("session.this-browser", .info).html : nil
            let names = open.filter { $0.session == session.id }.map { site.name(of: $0) }
            return [
                "\(session.browserName) \(isThis)", site.network(session.origin, request), PageText.time(session.startedAt),
                PageText.time(session.lastSeenAt), names.isEmpty ? "" : "\(Phrase.all(names))", end(session, request),
            ]
        }
        let columns: [Table.Column] = [
            .init("session.browser"), .init("session.address"), .init("session.signed-in"), .init("session.last-used"),
            .init("session.open"), .init("session.actions", .actions),
        ]
        let content: HTML = """
            \(Table("session.caption", columns, rows: rows))\(rows.count < 2 ? nil : endAll(applications, request))
            """
        return .page(site.shell(proof, address: nil).page("session.title", request, lead: "session.lead", content: content))
    }

    private static func end(_ session: Session, _ request: WebRequest) -> HTML {
        let button: HTML = """
            <button class="button secondary">\(words: "session.end")<span class="hidden"> \
            \(words: "session.of", ["browser": session.browserName])</span></button>
            """
        return Form(SessionPath.end(session.id), request, inline: true, content: button).html
    }

    /// Asks whether the applications end too that go on while the person is away.
    private static func endAll(_ applications: [Application], _ request: WebRequest) -> Panel {
        let away = applications.filter(\.outlivesSessions).map { Phrase.text($0.name) }
        let choice = Choices(
            "applications", "session.applications", .many,
            [Choice("end", "session.end-applications", detail: Phrase("session.goes-on", ["applications": Phrase.all(away)]))])
        let asked: HTML? = away.isEmpty ? nil : choice.html
        return Panel(
            "session.end-others", lead: "session.end-others-lead",
            Form(SessionPath.endOthers, request, content: "\(asked)\(Button("session.end-others", .danger))").html)
    }

    @Sendable static func endOne(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let id = try request.parameters(of: SessionPath.end)
        let now = request.time
        let own = try await site.database.read { try $0.sessions(of: proof.person.id, at: now).contains { $0.id == id } }
        guard own else { throw Problem.notFound }
        try await site.end(id, of: proof.person.id)
        return id == proof.session.id
            ? WebResponse.redirect(CommonPath.signOut).with(.removal(IDSite.sessionCookie))
            : .redirect(SessionPath.list, notice: .good("session.ended"))
    }

    @Sendable static func endOthers(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let now = request.time
        let person = proof.person.id
        let kept = proof.session.id
        let grantsToo = request.form.text("applications") == "end"
        let count = try await site.database.write { tx in
            let count = try tx.endSessions(of: person, except: kept, by: .person(person), at: now).count
            if grantsToo { try tx.endApplicationsAway(of: person, at: now) }
            return count
        }
        return .redirect(SessionPath.list, notice: .good(Phrase("session.others-ended", ["count": count])))
    }
}

extension IDSite {
    /// The network address, with its place below where that is known.
    func network(_ origin: ClientOrigin, _ request: WebRequest) -> HTML {
        guard let place = place(origin.address, request.reader.language) else { return "\(origin.address)" }
        return "\(origin.address)<div class=\"quiet\">\(place)</div>"
    }

    /// A product by its name on pages, another client by its own.
    func name(of client: OpenClient) -> Phrase {
        .text(products.first { $0.id == client.product }?.brand.name ?? client.name)
    }
}

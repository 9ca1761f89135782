internal import Access
internal import Audit
internal import Core
internal import HTTPTypes
internal import Identity
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// The clients of this server, but for access keys, and how a new one is registered.
enum ClientsPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(OperatorPath.clients, as: MayOversee<ClientsArea>.self, list)
        routes.get(OperatorPath.newClient, as: MayOversee<ClientsArea>.self) { proof, request, site in
            form(proof.operating, request, site, FormState().starting(with: ClientForm.usual))
        }
        routes.post(OperatorPath.newClient, as: MayDecide<ClientsArea>.self, make)
    }

    @Sendable static func list(_ proof: MayOversee<ClientsArea>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let clients = try await site.database.read { try $0.clients() }.filter { $0.revokedAt == nil }
        let columns: [Table.Column] = [
            .init("operator.client-name", .name), .init("operator.client-id"), .init("operator.client-kind"),
            .init("operator.client-since"),
        ]
        let rows = clients.map { client -> [HTML] in
            let ours: HTML? = client.firstParty ? " \(Badge("operator.client-ours", .info))" : nil
            return [
                "<a href=\"\(OperatorPath.client(client.id))\">\(client.name)</a>\(ours)", "<code>\(client.id.text)</code>",
                "\(client.kindTitle)", PageText.date(client.createdAt),
            ]
        }
        let none = EmptyState("operator.no-clients", "operator.no-clients-next", icon: .key)
        let content: HTML = clients.isEmpty ? none.html : Table("operator.clients", columns, rows: rows).html
        let new: HTML =
            proof.operating.may(.manage, ClientsArea.self) ? Button("operator.client-new", to: OperatorPath.newClient).html : HTML()
        return .page(
            site.operatorShell(proof.operating).page(
                "operator.clients", request, lead: "operator.clients-lead", actions: new, content: content))
    }

    private static func form(_ proof: Operating, _ request: WebRequest, _ site: IDSite, _ form: FormState) -> WebResponse {
        let fields = ClientForm(isNew: true, form: form)
        let buttons = Buttons(
            "\(Button("operator.client-register"))\(Button("operator.client-cancel", .plain, to: OperatorPath.clients))")
        return .page(
            site.operatorShell(proof).page(
                "operator.client-new", request, back: ("operator.clients", OperatorPath.clients),
                content: Panel(nil, Form(OperatorPath.newClient, request, form, content: "\(fields.html)\(buttons)").html).html),
            showing: form)
    }

    @Sendable static func make(_ proof: MayDecide<ClientsArea>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        var registration = ClientRegistration.relyingParty("", redirectURIs: [])
        ClientForm.read(request.form, into: &registration)
        if request.form.text("kind") == "public" { registration.kind = .public }
        let now = request.time
        let made: ClientRegistration.Made
        do {
            made = try registration.client(at: now)
            try await proof.write(in: site) { [made] tx, actor in try tx.add(made.client, by: actor, at: now) }
        } catch let problem as Problem where problem.status == 422 {
            return form(proof.operating, request, site, FormState(request.form, problem))
        }
        return secretPage(made.client, made.secret, proof.operating, request, site)
    }

    /// The secret is in this answer alone.
    static func secretPage(
        _ client: Client, _ secret: Secret<String>?, _ proof: Operating, _ request: WebRequest, _ site: IDSite
    ) -> WebResponse {
        let shown: HTML? = secret.map { "\(CopyValue("operator.client-secret", $0.exposed))<p>\(words: "operator.client-secret-once")</p>" }
        let content: HTML = """
            \(CopyValue("operator.client-id", client.id.text))\(shown)\
            \(Buttons(Button("operator.client-open", .secondary, to: OperatorPath.client(client.id)).html))
            """
        return .page(
            site.operatorShell(proof).page(
                Phrase("operator.client-made", ["client": client.name]), request, back: ("operator.clients", OperatorPath.clients),
                content: Panel(nil, content).html)
        ).with(header: .cacheControl, "no-store")
    }
}

extension Client {
    /// How it says who it is.
    var kindTitle: Phrase {
        switch authentication {
        case .none: "operator.client-public"
        case .secret: "operator.client-by-secret"
        case .key: "operator.client-by-key"
        }
    }
}

internal import Access
internal import Audit
internal import Core
internal import Identity
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// One client: what it was registered with, a new secret, and its end.
enum ClientPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(OperatorPath.client, as: MayOversee<ClientsArea>.self) { proof, request, site in
            let client = try await find(request.parameters(of: OperatorPath.client), site)
            return page(client, proof.operating, request, site, FormState().starting(with: ClientForm.filled(client)))
        }
        routes.post(OperatorPath.client, as: MayDecide<ClientsArea>.self, change)
        routes.post(OperatorPath.clientSecret, as: MayDecide<ClientsArea>.self, renew)
        routes.post(OperatorPath.clientRemoval, as: MayDecide<ClientsArea>.self, remove)
    }

    private static func find(_ id: ClientID, _ site: IDSite) async throws -> Client {
        guard let client = try await site.database.read({ try $0.operatorsClient(id) }) else { throw Problem.notFound }
        return client
    }

    private static func page(_ client: Client, _ proof: Operating, _ request: WebRequest, _ site: IDSite, _ form: FormState) -> WebResponse
    {
        let facts = Panel(
            nil,
            Definitions([
                ("operator.client-id", "<code>\(client.id.text)</code>"), ("operator.client-kind", "\(client.kindTitle)"),
                ("operator.client-since", PageText.date(client.createdAt)),
            ]).html)
        let mayChange = proof.may(.manage, ClientsArea.self) && !client.isByCommandAlone
        let note: HTML? = client.isByCommandAlone ? Notice.info("operator.client-follows").html : nil
        return .page(
            site.operatorShell(proof).page(
                .text(client.name), request, back: ("operator.clients", OperatorPath.clients),
                content: "\(facts)\(note)\(mayChange ? acts(client, request, site, form) : nil)"), showing: form)
    }

    private static func acts(_ client: Client, _ request: WebRequest, _ site: IDSite, _ form: FormState) -> HTML {
        let fields = ClientForm(isNew: false, form: form)
        let change = Form(OperatorPath.client(client.id), request, form, content: "\(fields.html)\(Button("operator.client-save"))")
        let secret: HTML? =
            client.kind == .public
            ? nil
            : Panel(
                "operator.client-renew", lead: "operator.client-renew-lead",
                Form(OperatorPath.clientSecret(client.id), request, content: Button("operator.client-renew", .secondary).html).html
            ).html
        let remove = Panel(
            "operator.client-remove", lead: "operator.client-remove-lead", danger: true,
            Form(OperatorPath.clientRemoval(client.id), request, content: Button("operator.client-remove", .danger).html).html)
        return "\(Panel("operator.client-registered", change.html))\(secret)\(remove)"
    }

    @Sendable static func change(_ proof: MayDecide<ClientsArea>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let id: ClientID = try request.parameters(of: OperatorPath.client)
        let client = try await find(id, site)
        var registration = ClientRegistration(of: client)
        ClientForm.read(request.form, into: &registration)
        let order = registration
        do {
            try order.check()
            try await act(id, proof, request, site) { tx, found, actor, now in try tx.update(order.applied(to: found), by: actor, at: now) }
        } catch let problem as Problem where problem.status == 422 {
            return page(client, proof.operating, request, site, FormState(request.form, problem))
        }
        return .redirect(OperatorPath.client(id), notice: .good("operator.client-saved"))
    }

    @Sendable static func renew(_ proof: MayDecide<ClientsArea>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let id: ClientID = try request.parameters(of: OperatorPath.clientSecret)
        let (client, secret) = try await act(id, proof, request, site) { tx, found, actor, now in
            guard found.kind == .confidential else { throw Problem.notFound }
            let (renewed, secret) = found.withNewSecret(oldFor: .hours(24), at: now)
            try tx.update(renewed, by: actor, at: now)
            return (renewed, secret)
        }
        return ClientsPage.secretPage(client, secret, proof.operating, request, site)
    }

    @Sendable static func remove(_ proof: MayDecide<ClientsArea>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let id: ClientID = try request.parameters(of: OperatorPath.clientRemoval)
        let name = try await act(id, proof, request, site) { tx, found, actor, now in
            try tx.revokeClient(found.id, by: actor, at: now)
            return found.name
        }
        return .redirect(OperatorPath.clients, notice: .good(Phrase("operator.client-removed", ["client": name])))
    }

    /// The act on the client as it is now.
    private static func act<Value: Sendable>(
        _ id: ClientID, _ proof: MayDecide<ClientsArea>, _ request: WebRequest, _ site: IDSite,
        _ body: @escaping @Sendable (Transaction, Client, AuditEvent.Actor, Timestamp) throws -> Value
    ) async throws -> Value {
        let now = request.time
        return try await proof.write(in: site) { tx, actor in
            guard let found = try tx.operatorsClient(id), !found.isByCommandAlone else { throw Problem.notFound }
            return try body(tx, found, actor, now)
        }
    }
}

extension Transaction {
    /// A client that stands and is no access key; nil for another.
    fileprivate func operatorsClient(_ id: ClientID) throws -> Client? {
        try client(id).flatMap { $0.isAccessKey || $0.revokedAt != nil ? nil : $0 }
    }
}

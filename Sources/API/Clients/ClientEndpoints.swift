internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// The clients of this server, registered, changed, given a new secret and removed by the operator's programs. Access keys are their
/// accounts' own and are not among them.
enum ClientEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.clients, as: ClientManager.self, list)
        routes.api(.post, APIPath.clients, as: ClientManager.self, make)
        routes.api(.get, APIPath.client, as: ClientManager.self, show)
        routes.api(.patch, APIPath.client, as: ClientManager.self, change)
        routes.api(.delete, APIPath.client, as: ClientManager.self, remove)
        routes.api(.post, APIPath.clientSecrets, as: ClientManager.self, renewSecret)
    }

    @Sendable static func list(_ proof: ClientManager, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery([])
        let clients = try await site.database.read { try $0.clients() }.filter { $0.revokedAt == nil }
        return .json(["items": .array(clients.map(\.json)), "next": .null])
    }

    @Sendable static func show(_ proof: ClientManager, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery([])
        let id: ClientID = try request.id("client")
        return .json(try await site.database.read { try $0.listedClient(id) }.json)
    }

    @Sendable static func make(_ proof: ClientManager, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery([])
        var body = try request.jsonObject()
        var registration = ClientRegistration.relyingParty(body.text("client_name", max: 200), redirectURIs: [])
        body.read(into: &registration, isNew: true)
        try body.finish()
        try await site.complete(&registration)
        let now = request.time
        let made = try registration.client(at: now)
        let actor = proof.actor
        try await site.database.write { try $0.add(made.client, by: actor, at: now) }
        return .json(.object((made.client.json.object ?? []) + [("client_secret", .text(made.secret?.exposed))]), status: 201)
    }

    @Sendable static func change(_ proof: ClientManager, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery([])
        let id: ClientID = try request.id("client")
        var body = try request.jsonObject()
        let known = try await site.database.read { try $0.changeableClient(id) }
        var registration = ClientRegistration(of: known)
        if body.has("client_name") { registration.name = body.text("client_name", max: 200) }
        body.read(into: &registration, isNew: false)
        try body.finish()
        try await site.complete(&registration)
        try registration.check()
        let order = registration
        let now = request.time
        let actor = proof.actor
        return .json(
            try await site.database.write { tx in
                let changed = order.applied(to: try tx.changeableClient(id))
                try tx.update(changed, by: actor, at: now)
                return changed.json
            })
    }

    /// `{"old_for_hours": 24}`: the old secret is accepted beside the new one.
    @Sendable static func renewSecret(_ proof: ClientManager, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery([])
        let id: ClientID = try request.id("client")
        var body = try request.jsonObject()
        let hours = body.optionalInteger("old_for_hours", 0...720) ?? 24
        try body.finish()
        let now = request.time
        let actor = proof.actor
        let (client, secret) = try await site.database.write { tx in
            let client = try tx.changeableClient(id)
            guard client.kind == .confidential else {
                throw Problem(status: 409, code: "no-secret", title: .english("A public client has no secret."))
            }
            let (renewed, secret) = client.withNewSecret(oldFor: .hours(Int64(hours)), at: now)
            try tx.update(renewed, by: actor, at: now)
            return (renewed, secret)
        }
        return .json(.object((client.json.object ?? []) + [("client_secret", .string(secret.exposed))]), status: 201)
    }

    @Sendable static func remove(_ proof: ClientManager, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery([])
        let id: ClientID = try request.id("client")
        let now = request.time
        let actor = proof.actor
        try await site.database.write { tx in
            let client = try tx.changeableClient(id)
            try tx.revokeClient(client.id, by: actor, at: now)
        }
        return .empty(204)
    }
}

extension APISite {
    /// What only this server knows: whether the account exists.
    fileprivate func complete(_ registration: inout ClientRegistration) async throws {
        guard let account = registration.account else { return }
        guard try await database.read({ try $0.account(account) }) != nil else {
            throw Self.wrong("account", "There is no account with that id.")
        }
    }

    private static func wrong(_ field: String, _ message: String) -> Problem {
        Problem(
            status: 422, code: "invalid-client", title: .english("This client cannot be registered as it is."),
            fields: [FieldError(field, .english(message))])
    }
}

extension Transaction {
    /// A client that is no access key, and stands. Throws a 404.
    fileprivate func listedClient(_ id: ClientID) throws -> Client {
        guard let client = try client(id), !client.isAccessKey, client.revokedAt == nil else { throw Problem.notFound }
        return client
    }

    /// The same, and the operator's programs' to change. Throws a 409 for one that is changed by command alone.
    fileprivate func changeableClient(_ id: ClientID) throws -> Client {
        let client = try listedClient(id)
        guard !client.isByCommandAlone else {
            throw Problem(
                status: 409, code: "by-command-alone", title: .english("This client is changed by command alone."),
                detail: .english(
                    "It is our own, vouches for people, or manages clients. Use 'lanyard client change' where the server runs."))
        }
        return client
    }
}

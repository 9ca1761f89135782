internal import Access
internal import Audit
internal import Core
internal import HTTPTypes
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// Access keys: OAuth clients of one project, or of an account where the product has no projects. A secret is shown once, when the key is made.
enum AccessKeyEndpoints {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.accessKeys, as: Caller.self, Caller.inAccount(list, query: Listing<ClientKind>.parameters))
        routes.api(.post, APIPath.accessKeys, as: Caller.self, Caller.inAccount(make))
        routes.api(.get, APIPath.accessKey, as: Caller.self, Caller.inAccount(show))
        routes.api(.patch, APIPath.accessKey, as: Caller.self, Caller.inAccount(change))
        routes.api(.post, APIPath.accessKeySecrets, as: Caller.self, Caller.inAccount(renew))
        routes.api(.delete, APIPath.accessKey, as: Caller.self, Caller.inAccount(revoke))
    }

    /// Newest first, only keys of the projects that the caller sees.
    @Sendable static func list(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let listing = try Listing<ClientKind>(request)
        let area = try target.area(.keys)
        return try await site.read { tx in
            let member = try tx.require(.view, area, of: caller.id, in: target, at: request.time)
            let keys = try tx.accessKeys(of: target.account).filter { key in
                guard key.product == target.product.id.rawValue, listing.after.map({ key.id.text < $0.text }) ?? true else { return false }
                return decide(member, .view, .key(of: key.project, in: target.account, area: area), in: target.product, at: request.time)
                    .isPermitted
            }
            return listing.answer(try keys.prefix(listing.fetch).map { ($0.id, try tx.json(of: $0, in: target.product, at: request.time)) })
        }
    }

    @Sendable static func make(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let name = body.text("name")
        let project = target.product.hasProjects ? ProjectID(body.text("project")) : nil
        if target.product.hasProjects, project == nil, body.errors.isEmpty {
            body.refuse("project", "“project” must be the id of a project.")
        }
        let scopes = scopes(&body, of: target.product)
        let end = body.end
        let networks = body.optionalTexts("networks") ?? []
        try body.finish()
        let area = try target.area(.keys)
        let now = request.time
        var registration = ClientRegistration.accessKey(
            name, account: target.account, project: project, product: target.product.id.rawValue, scopes: scopes)
        try Client.checkEnd(end ?? nil, at: now)
        registration.expiresAt = end ?? nil
        registration.networks = networks
        let made = try registration.client(at: now, random: SystemRandom())
        let properties = try await site.change(by: caller, at: now) { tx, work in
            try tx.require(.manage, area, project: project, of: caller.id, in: target, at: request.time)
            try work.requireFreshProof(of: .change, in: target.account)
            try tx.add(made.client, by: .person(caller.id), at: now)
            guard let key = try tx.accessKey(made.client.id, of: target.account) else { throw Problem.notFound }
            return try tx.properties(of: key, in: target.product, at: request.time)
        }
        let credentials: [(String, JSON)] = [
            ("client_id", .string(made.client.id.text)), ("client_secret", .text(made.secret?.exposed)),
        ]
        return .json(.object(properties + credentials), status: 201)
    }

    /// What it may do; reading messages for whoever says nothing.
    private static func scopes(_ body: inout JSONObject, of product: Product) -> [String] {
        let known = product.keyScopes.map(\.id)
        guard let asked = body.optionalTexts("scopes") else { return known.prefix(1).map { $0 } }
        if asked.isEmpty || !asked.allSatisfy(known.contains) {
            body.refuse("scopes", "A list of one or more of: \(known.joined(separator: ", ")).")
        }
        return known.filter(asked.contains)
    }

    /// One key, with the networks that it came from last.
    @Sendable static func show(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let area = try target.area(.keys)
        let (_, id) = try request.parameters(of: APIPath.accessKey)
        return try await site.read { tx in
            let member = try tx.require(.view, area, of: caller.id, in: target, at: request.time)
            guard let key = try tx.accessKey(id, of: target.account), key.product == target.product.id.rawValue,
                decide(member, .view, .key(of: key.project, in: target.account, area: area), in: target.product, at: request.time)
                    .isPermitted
            else { throw Problem.notFound }
            let seen = try tx.networks(of: key.id).map(\.json)
            return .json(.object(try tx.properties(of: key, in: target.product, at: request.time) + [("seen_from", .array(seen))]))
        }
    }

    /// Changes its name, its end and its networks, or decides that a key whose maker lost access goes on working: `{"kept": true}`.
    @Sendable static func change(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let kept = body.optionalFlag("kept")
        if kept == false { body.refuse("kept", "“kept” can only be true. Delete the key to end it.") }
        let name = body.optionalText("name")
        let end = body.end
        let networks = body.optionalTexts("networks")
        if kept == nil, name == nil, end == nil, networks == nil, body.errors.isEmpty {
            body.refuse("name", "Say what changes: name, expires_at, networks or kept.")
        }
        try body.finish()
        let now = request.time
        return .json(
            try await site.change(by: caller, at: now) { tx, work in
                let key = try tx.managedKey(caller, target, request)
                if kept == true { try tx.keepAccessKey(key, by: .person(caller.id), at: now) }
                var changed = key
                if let name { changed.name = name }
                if let end { changed.expiresAt = end }
                if let networks { changed.networks = networks }
                if changed != key {
                    try work.requireFreshProof(of: .change, in: target.account)
                    try ClientRegistration(of: changed).check()
                    if changed.expiresAt != key.expiresAt { try Client.checkEnd(changed.expiresAt, at: now) }
                    try tx.change(key, to: changed, by: .person(caller.id), at: now)
                }
                return try tx.accessKey(key.id, of: target.account).map { try tx.json(of: $0, in: target.product, at: request.time) }
                    ?? .null
            })
    }

    /// Gives it a new secret, and says until when the old one is accepted.
    @Sendable static func renew(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        var body = try request.jsonObject()
        let hours = body.optionalInteger("old_for_hours", 0...720) ?? 24
        try body.finish()
        let now = request.time
        let answer = try await site.change(by: caller, at: now) { tx, work -> JSON in
            let (_, id) = try request.parameters(of: APIPath.accessKeySecrets)
            let key = try tx.managedKey(id, caller, target, at: now)
            try work.requireFreshProof(of: .change, in: target.account)
            let (renewed, secret) = key.withNewSecret(oldFor: .hours(Int64(hours)), at: now)
            try tx.renewAccessKey(renewed, by: .person(caller.id), at: now)
            return [
                "client_id": .string(key.id.text), "client_secret": .string(secret.exposed),
                "old_secret_until": .text(renewed.oldSecretUntil?.rfc3339),
            ]
        }
        return .json(answer, status: 201)
    }

    @Sendable static func revoke(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let now = request.time
        _ = try await site.change(by: caller, at: now) { tx, _ in
            try tx.revokeClient(tx.managedKey(caller, target, request).id, by: .person(caller.id), at: now)
        }
        return .empty()
    }
}

extension Transaction {
    /// The key of the path, which the caller may manage.
    fileprivate func managedKey(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest) throws -> Client {
        try managedKey(request.parameters(of: APIPath.accessKey).1, caller, target, at: request.time)
    }

    fileprivate func managedKey(_ id: ClientID, _ caller: Caller, _ target: AccountInProduct, at now: Timestamp) throws -> Client {
        let area = try target.area(.keys)
        try requireMember(caller, target)
        guard let key = try accessKey(id, of: target.account), key.product == target.product.id.rawValue else { throw Problem.notFound }
        try require(.manage, area, project: key.project, of: caller.id, in: target, at: now)
        return key
    }
}

extension JSONObject {
    /// `expires_at`: a time, null for never, or nothing said of it.
    fileprivate var end: Timestamp?? {
        mutating get {
            guard has("expires_at") else { return nil }
            guard let text = optionalText("expires_at") else { return .some(nil) }
            guard let time = Timestamp(rfc3339: text) else {
                refuse("expires_at", "“expires_at” must be a time such as 2027-06-01T00:00:00Z, or null.")
                return nil
            }
            return time
        }
    }
}

extension KeyNetwork {
    fileprivate var json: JSON {
        [
            "network": .string(network), "refused": .bool(isRefused), "first_at": .string(firstAt.rfc3339),
            "last_at": .string(seenAt.rfc3339),
        ]
    }
}

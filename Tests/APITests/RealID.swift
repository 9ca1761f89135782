import Access
import Audit
import Contract
import Core
import Credentials
import Foundation
import HTTPTypes
import IDSite
import Identity
import OpenID
import SQL
import TestSupport
import Testing
import Web

/// The real ID with the people, projects and keys of the exchanges: the API of an `APIWorld`, and the OpenID endpoints beside it.
struct RealID {
    let world: APIWorld
    private let openID: Website
    /// What stands for the real ids in the exchanges.
    private let names: [String: String]
    private let tokens: [String: String]
    private let forms: [String: String]

    struct NoSleep: Sleeper {
        func sleep(for duration: Duration) async {}
    }

    init(_ world: APIWorld) async throws {
        self.world = world
        openID = try Self.openIDWebsite(world)
        let administrator = try world.member("administrator").person
        let now = world.clock.now()
        try await world.database.write { tx in
            try tx.run("INSERT INTO account_sources (product, external_id, account_id) VALUES ('dashboard', 'acc_1', \(world.account))")
            try tx.run("UPDATE people SET last_sign_in_at = \(now) WHERE id = \(administrator)")
        }
        let body: JSON = ["name": "Order service", "project": .string(world.projects[0].id.text)]
        let made = try await world.send(.post, world.path("/access-keys"), as: "administrator", body).body
        let key = try #require(made["client_id"]?.string)
        var names = [
            world.account.text: "acc_id", world.projects[0].id.text: "prj_checkout", world.projects[1].id.text: "prj_alerts",
            key: "cli_old", world.product.id.text: FakeID.client,
        ]
        var tokens = ["nobody": "expired"]
        for (role, member) in world.members {
            names[member.id.text] = "mem_\(role)"
            names[member.person.text] = "per_\(role)"
            for grant in member.grants { names[grant.id.text] = "grt_\(role)" }
            tokens[role.rawValue] = try await world.token(of: member.person)
        }
        let program = try ClientRegistration(name: "Finance", grantTypes: [.clientCredentials], scopes: [Scope.writeBilling]).client(
            at: now)
        try await world.database.write { try $0.add(program.client, by: .operatorCommand, at: now) }
        names[program.client.id.text] = "cli_program"
        self.names = names
        self.tokens = tokens
        var forms = ["{code}": try await world.code(of: administrator, scope: "openid profile email"), "{verifier}": APIWorld.verifier]
        let secret = try #require(made["client_secret"]?.string)
        let client = try #require(ClientID(key))
        let registered = try #require(try await world.provider.clients.client(client))
        forms["{key}"] = try await world.token(registered, secret: secret, [("grant_type", "client_credentials")])
        forms["{program}"] = try await world.token(
            program.client, secret: program.secret?.exposed, [("grant_type", "client_credentials")])
        self.forms = forms
    }

    /// Puts the request of an exchange to the ID. `refresh` is the refresh token that it gave before.
    func answer(_ exchange: Exchange, refresh: String) async throws -> (status: Int, json: JSON) {
        let method = try #require(HTTPRequest.Method(exchange.method))
        var headers: HTTPFields = [.accept: "application/json"]
        let path = names.reduce(exchange.path) { $0.replacing($1.value, with: $1.key) }
        var bytes: [UInt8] = []
        if let form = exchange.form {
            headers[.contentType] = "application/x-www-form-urlencoded"
            bytes = Array(forms.merging(["{refresh}": refresh]) { $1 }.reduce(form) { $0.replacing($1.key, with: $1.value) }.utf8)
        } else if let body = exchange.body {
            headers[.contentType] = "application/json"
            bytes = Array(names.reduce(String(decoding: body.bytes, as: UTF8.self)) { $0.replacing($1.value, with: $1.key) }.utf8)
        }
        let credentials = world.product.id.text + ":" + (world.secrets[world.product.id] ?? "")
        headers[.authorization] = tokens[exchange.asker].map { "Bearer " + $0 } ?? "Basic " + Data(credentials.utf8).base64EncodedString()
        let website = exchange.asker == "product" && !path.hasPrefix("/api/") ? openID : world.website
        let answer = await website.answer(Website.Incoming(method, path, headers: headers, bytes: bytes))
        let text = String(decoding: answer.body, as: UTF8.self).replacing(/\b([a-z]{3})_[0-9a-z]{26}\b/) { match in
            names[String(match.0)] ?? "\(match.1)_new"
        }
        return (answer.status, text.isEmpty ? .null : try JSON(reading: Array(text.utf8)))
    }

    private static func openIDWebsite(_ world: APIWorld) throws -> Website {
        let address = try #require(PublicAddress(APIWorld.issuer))
        let steps = SignInSteps(
            database: world.database, clock: world.clock,
            hashing: try HashingPool(threads: 1, queueLimit: 1, parameters: .forTests), keyring: try APIWorld.keyring(),
            defence: GuessingDefence(floor: RefusalFloor(clock: world.clock, sleeper: NoSleep())),
            passkeys: try #require(PasskeySite(wanted: nil, host: address.host, origin: address.origin)))
        let recovery = Recovery(steps: steps, policy: PasswordPolicy(), link: { address.url(RecoveryPath.setPassword($0)) })
        let site = IDSite(address: address, catalog: world.catalog, products: [], recovery: recovery)
        let routes = Routes<OpenIDEndpoints>()
        OpenIDEndpoints.register(on: routes)
        var settings = WebsiteSettings(
            address: address, cookieName: IDSite.sessionCookie, brand: .id, formKey: Secret([UInt8](repeating: 1, count: 32)))
        settings.clock = world.clock
        return Website(routes.bound(to: OpenIDEndpoints(site, world.provider)), settings)
    }
}

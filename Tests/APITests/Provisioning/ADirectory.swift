import Access
import Audit
import Core
import HTTPTypes
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Web

/// A directory of Northwind, with a token.
struct ADirectory: Sendable {
    let world: APIWorld
    let token: Secret<String>
    let id: ProvisioningTokenID

    static let patch = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

    /// Makes the token as the holder of the role, or as the operator.
    init(_ world: APIWorld, madeBy maker: RoleID? = nil, role: RoleID? = nil) async throws {
        self.world = world
        let secret = SystemRandom().token()
        token = secret
        let account = world.account
        let catalog = world.catalog
        let now = world.clock.now()
        let actor: Administration.Actor = try maker.map { .person(try world.member($0).person) } ?? .operatorCommand
        id = try await world.database.write { tx in
            try Administration(tx, catalog: catalog, by: actor, at: now).makeProvisioningToken(
                secret, in: account, as: "dashboard", role: role
            ).id
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, headers: [String: String] = [:]
    ) async -> Answer {
        await world.send(method, "/scim/v2" + path, token: token.exposed, body, headers: headers)
    }

    /// A PATCH with these operations, as (op, path, value).
    func patch(_ path: String, _ operations: [(String, String?, JSON?)], headers: [String: String] = [:]) async -> Answer {
        let list = operations.map { verb, path, value in
            JSON.object(
                [("op", .string(verb))] + (path.map { [("path", JSON.string($0))] } ?? []) + (value.map { [("value", $0)] } ?? []))
        }
        return await send(.patch, path, ["schemas": [.string(Self.patch)], "Operations": .array(list)], headers: headers)
    }

    static func user(_ name: String, _ more: [(String, JSON)] = []) -> JSON {
        .object(
            [
                ("schemas", ["urn:ietf:params:scim:schemas:core:2.0:User"]), ("userName", .string(name)),
                ("name", ["givenName": "Nina", "familyName": "Nordin"]),
                ("emails", [["value": .string(name), "type": "work", "primary": true]]),
            ] + more)
    }

    /// Creates a user and returns the id.
    func created(_ name: String, _ more: [(String, JSON)] = []) async throws -> String {
        let answer = await send(.post, "/Users", Self.user(name, more))
        #expect(answer.status == 201, "\(answer.text)")
        return try #require(answer.body["id"]?.string)
    }

    func group(_ name: String, members: [String] = []) async throws -> String {
        let answer = await send(
            .post, "/Groups",
            [
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": .string(name),
                "members": .array(members.map { ["value": .string($0)] }),
            ])
        #expect(answer.status == 201, "\(answer.text)")
        return try #require(answer.body["id"]?.string)
    }

    func members(of group: String) async -> [String] {
        await send(.get, "/Groups/\(group)").body["members"]?.array?.compactMap { $0["value"]?.string } ?? []
    }

    /// Somebody new at the address follows the link of the last mail to it.
    func accept(_ address: String, as person: PersonID) async throws {
        let keyring = try APIWorld.keyring()
        let mails = try await world.database.read { tx in try tx.newestMessages(limit: 100, openedBy: keyring) }
        let text = try #require(mails.first { $0.recipient == address && $0.text.contains("/invitations/") }).text
        let link = try #require(text.split(whereSeparator: \.isWhitespace).first { $0.contains("/invitations/") })
        let token = try #require(link.split(separator: "/").last.map(String.init))
        let catalog = world.catalog
        let now = world.clock.now()
        _ = try await world.database.write { tx in
            try Administration(tx, catalog: catalog, by: .person(person), at: now).acceptInvitation(Secret(token))
        }
    }

    /// A person with a verified address, who is in no account.
    func person(_ address: String) async throws -> PersonID {
        let now = world.clock.now()
        let email = try #require(EmailAddress(address))
        return try await world.database.write { tx in
            let person = Person(id: PersonID(at: now), name: "Somebody", status: .active, createdAt: now)
            try tx.insert(person, by: .operatorCommand, at: now)
            try tx.insert(
                PersonAddress(id: AddressID(at: now), personID: person.id, address: email, verifiedAt: now, createdAt: now))
            return person.id
        }
    }
}

import API
import Access
import Audit
import Core
import Crypto
import Foundation
import HTTPTypes
import Identity
import OpenID
import SQL
import TestSupport
import Testing
import Transition
import Web

/// A product as it reads the list of its old logins, with the key that only it has.
private struct Reader {
    let world: APIWorld
    let key = Curve25519.KeyAgreement.PrivateKey()

    func register() async throws {
        let now = world.clock.now()
        let classic = try #require(ClassicProduct("dashboard", sealingKey: Array(key.publicKey.rawRepresentation), at: now))
        try await world.database.write { try $0.register(classic, by: .operatorCommand, at: now) }
    }

    func ask(_ after: String? = nil, as client: Client? = nil) async -> Answer {
        let path = APIPath.rolloutChanges.query([("after", after)])
        return await world.send(
            .get, path, token: nil, nil, headers: ["Authorization": world.basic(client ?? world.product, secret: nil)])
    }

    /// The logins of that part, opened, and where the list goes on.
    func read(_ after: String? = nil) async throws -> (logins: [JSON], next: String, more: Bool) {
        let answer = await ask(after)
        try #require(answer.status == 200, "\(answer.text)")
        let sender = try #require(answer.body["encapsulated_key"]?.string.flatMap { Base64URL.decode($0) })
        let sealed = try #require(answer.body["sealed"]?.string.flatMap { Base64URL.decode($0) })
        var recipient = try HPKE.Recipient(
            privateKey: key, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: Data("lanyard rollout changes".utf8),
            encapsulatedKey: Data(sender))
        let plain = try JSON(reading: Array(try recipient.open(sealed, authenticating: Array("dashboard".utf8))))
        let more = answer.body["more"] == true
        return (try #require(plain["logins"]?.array), try #require(answer.body["next"]?.string), more)
    }

    /// Everything from there on, by subject; and where to go on.
    func all(_ after: String? = nil) async throws -> (logins: [String: JSON], next: String) {
        var found: [String: JSON] = [:]
        var place = after
        while true {
            let part = try await read(place)
            for login in part.logins { found[try #require(login["subject"]?.string)] = login }
            place = part.next
            if !part.more { return (found, part.next) }
        }
    }
}

@Suite("The list of a product's old logins", .onEveryDatabase)
struct ClassicListTests {
    private func bring(_ person: PersonID, _ world: APIWorld) async throws {
        let now = world.clock.now()
        try await world.database.write { tx in
            try tx.run(
                """
                INSERT INTO import_sources (product, external_id, person_id, account_external_id, fields, joined, imported_at,
                    changed_at)
                VALUES ('dashboard', \(person.text), \(person), 'a', '', 0, \(now), \(now))
                """)
            try tx.setPassword(of: person, hash: Secret(Self.hash), setBy: .import, by: .system, at: now)
        }
    }

    private static let hash = "$2a$04$1Q1tVqD1R3pGYjxyK0UDe.6Fz5oY9x3F5y8pV8C6c4Vw3w1pA5y6W"

    @Test("It is sealed to the product's key; only its own client gets it, and only once it registered one")
    func callers() async throws {
        try await APIWorld.with { world in
            let reader = Reader(world: world)
            #expect(await reader.ask().code == "no-classic-sign-in")
            try await reader.register()
            try await bring(world.member("member").person, world)
            let answer = await reader.ask()
            #expect(answer.status == 200)
            #expect(!answer.text.contains("$2a$") && !answer.text.contains("northwind"))
            #expect(await reader.ask(as: world.evaluator).code == "not-a-product")
            #expect(await world.send(.get, APIPath.rolloutChanges, token: nil).status == 401)
            let token = try await world.token(of: world.member("administrator").person)
            #expect(await world.send(.get, APIPath.rolloutChanges, token: token).status == 401)
            for place in ["somewhere", "p..-9223372036854775808", "p..9223372036854775807", "e.evt_1", "p.per_1.0"] {
                #expect(await reader.ask(place).status == 422, "\(place)")
            }
            let unknown = await world.send(
                .get, APIPath.rolloutChanges.query([("since", "1")]), token: nil, nil,
                headers: ["Authorization": world.basic(world.product, secret: nil)])
            #expect(unknown.status == 400)
        }
    }

    @Test("Everybody first, then whoever changed since, as they are now; whoever is inside comes without a hash")
    func changes() async throws {
        try await APIWorld.with { world in
            let reader = Reader(world: world)
            try await reader.register()
            let people = try ["member", "associate", "it-admin"].map { try world.member($0).person }
            for person in people { try await bring(person, world) }
            let first = try await reader.all()
            #expect(Set(first.logins.keys) == Set(people.map(\.text)))
            for login in first.logins.values {
                #expect(login["state"] == "outside")
                #expect(login["password"]?.string == Self.hash)
                #expect(login["names"]?.array?.isEmpty == false)
            }
            let administrator = try world.member("administrator").person
            world.clock.advance(by: .minutes(5))
            let settled = try await reader.all(first.next)
            #expect(try await reader.all(settled.next).logins.isEmpty)
            let now = world.clock.now()
            try await world.database.write { tx in
                try tx.noteArrival(of: people[0], in: "dashboard", at: now)
                try tx.setPassword(of: people[1], hash: Secret(Self.hash + "x"), setBy: .person, by: .person(people[1]), at: now)
                try tx.noteArrival(of: administrator, in: "dashboard", at: now)
            }
            let second = try await reader.all(settled.next)
            #expect(Set(second.logins.keys) == Set(people.prefix(2).map(\.text)), "nobody whom no import brought")
            #expect(second.logins[people[0].text]?["state"] == "inside")
            #expect(second.logins[people[0].text]?["password"] == nil)
            #expect(second.logins[people[1].text]?["password"] != .string(Self.hash))
            #expect(try await Set(reader.all(second.next).logins.keys) == Set(second.logins.keys), "the end is read again for a minute")
            world.clock.advance(by: .minutes(2))
            let third = try await reader.all(second.next)
            #expect(try await reader.all(third.next).logins.isEmpty)
        }
    }

    @Test("Tries at the product's door use up those at the ID's, and the episode says what became of them")
    func episodes() async throws {
        try await APIWorld.with { world in
            let reader = Reader(world: world)
            try await reader.register()
            let person = try world.member("member").person
            try await bring(person, world)
            let login = "member@northwind.example"
            func tell(_ result: String, _ changes: [(String, JSON)] = [], product: JSON = "dashboard") async -> Answer {
                var episode: [(String, JSON)] = [
                    ("episode", "e1"), ("login", .string(login)), ("browser", "Firefox"), ("known", true), ("network", "192.0.2.1"),
                    ("result", .string(result)), ("at", .string(world.clock.now().rfc3339)),
                ]
                for (name, value) in changes {
                    episode.removeAll { $0.0 == name }
                    if value != .null { episode.append((name, value)) }
                }
                return await world.send(
                    .post, APIPath.rolloutEpisodes, token: nil, ["product": product, "episodes": [.object(episode)]],
                    headers: ["Authorization": world.basic(world.product, secret: nil)])
            }
            func route() async -> Answer {
                await world.send(
                    .post, APIPath.rolloutRoute, token: nil, ["product": "dashboard", "login": .string(login)],
                    headers: ["Authorization": world.basic(world.product, secret: nil)])
            }
            for _ in 0..<5 {
                #expect(await route().status == 200)
                #expect(await tell("wrong-password").status == 204)
            }
            let refused = await route()
            #expect(refused.code == "too-many-tries")
            #expect(refused.headers[.retryAfter] != nil)
            #expect(await tell("succeeded").status == 204)
            #expect(await route().status == 200)
            let row = try await world.database.read { tx in
                try #require(try tx.first("SELECT side, person_id, wrong, result, hash FROM rollout_episodes"))
            }
            #expect(try row["side"] as String == "classic")
            #expect(try row["person_id"] as PersonID? == person)
            #expect(try row["wrong"] as Int == 5)
            #expect(try row["result"] as String == "succeeded")
            #expect(try row["hash"] as String? == "bcrypt 2a")
            #expect(await tell("wrong-password", product: "mail").code == "other-product")
            let wrong: [(String, JSON)] = [
                ("episode", .null), ("login", .null), ("result", "guessed"), ("at", "yesterday"), ("person", "per_1"),
                ("at", .string((world.clock.now() + .hours(1)).rfc3339)), ("login", .string(String(repeating: "x", count: 321))),
            ]
            for change in wrong { #expect(await tell("wrong-password", [change]).status == 422, "\(change)") }
            let many = JSON.array(Array(repeating: ["episode": "e"], count: 101))
            #expect(
                await world.send(
                    .post, APIPath.rolloutEpisodes, token: nil, ["product": "dashboard", "episodes": many],
                    headers: ["Authorization": world.basic(world.product, secret: nil)]
                ).status == 422)
        }
    }
}

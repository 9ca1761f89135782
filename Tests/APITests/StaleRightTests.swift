import API
import Access
import Audit
import Core
import HTTPTypes
import Identity
import OpenID
import SQL
import TestSupport
import Testing
import Web

@Suite struct StaleRightTests {
    @Test("No token, a broken one, an old one and a foreign signature are all refused")
    func badTokens() async throws {
        try await APIWorld.with { world in
            let good = try await world.token(of: world.member("administrator").person)
            let parts = good.split(separator: ".").map(String.init)
            let none = Base64URL.encode(Array(#"{"alg":"none","typ":"at+jwt"}"#.utf8)) + "." + parts[1] + "."
            let altered = parts[0] + "." + parts[1] + "." + String(parts[2].reversed())
            for token in [nil, "", "x", none, altered, good + "x"] {
                let answer = await world.send(.get, APIPath.me, token: token)
                #expect(answer.status == 401)
                #expect(answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
            }
            #expect(await world.send(.get, APIPath.me, token: good).status == 200)
            world.clock.advance(by: .minutes(11))
            #expect(await world.send(.get, APIPath.me, token: good).status == 401)
        }
    }

    @Test("A client's own token, which names no person, is told so, as long as its client stands")
    func nobody() async throws {
        try await APIWorld.with { world in
            let token = try await world.evaluatorToken()
            let answer = await world.send(.get, APIPath.me, token: token)
            #expect(answer.status == 403 && answer.code == "token-without-person")
            #expect(answer.headers[.wwwAuthenticate]?.contains("error_description=\"This access token is the client's own") == true)
            let evaluator = world.evaluator.id
            let now = world.clock.now()
            _ = try await world.database.write { try $0.revokeClient(evaluator, by: .operatorCommand, at: now) }
            #expect(await world.send(.get, APIPath.me, token: token).status == 401)
        }
    }

    @Test("A demoted, removed or suspended person fails at the next request, with the token they have", .onEveryDatabase)
    func demoted() async throws {
        try await APIWorld.with { world in
            let account = world.account
            let member = try world.member("it-admin")
            let token = try await world.token(of: member.person)
            let list = APIPath.members(world.account)
            #expect(await world.send(.get, list, token: token).status == 200)
            try await world.operatorWork { _ = try $0.changeMember(member.id, of: account, as: "dashboard", to: .init(role: "associate")) }
            #expect(await world.send(.get, list, token: token).status == 403)
            try await world.operatorWork { _ = try $0.changeMember(member.id, of: account, as: "dashboard", to: .init(status: .suspended)) }
            #expect(await world.send(.get, list, token: token).status == 404)
            try await world.operatorWork { _ = try $0.removeMember(member.id, of: account, as: "dashboard") }
            #expect(await world.send(.get, list, token: token).status == 404)
            let now = world.clock.now()
            try await world.database.write {
                try $0.setStatus(member.person, to: .suspended, under: NoAccounts(), by: .operatorCommand, at: now)
            }
            #expect(await world.send(.get, APIPath.me, token: token).status == 401)
        }
    }

    @Test("A session that ended ends its tokens here, and so does a revoked client")
    func ended() async throws {
        try await APIWorld.with { world in
            let person = try world.member("administrator").person
            let token = try await world.token(of: person)
            let now = world.clock.now()
            _ = try await world.database.write { try $0.endSessions(of: person, by: .operatorCommand, at: now) }
            #expect(await world.send(.get, APIPath.me, token: token).status == 401)
            let fresh = try await world.token(of: person)
            let product = world.product.id
            #expect(await world.send(.get, APIPath.me, token: fresh).status == 200)
            _ = try await world.database.write { try $0.revokeClient(product, by: .operatorCommand, at: now) }
            #expect(await world.send(.get, APIPath.me, token: fresh).status == 401)
        }
    }

    @Test("A token that was accepted a moment ago is refused once its key has been taken away", .onEveryDatabase)
    func removedKey() async throws {
        try await APIWorld.with { world in
            let person = try await world.token(of: world.member("administrator").person)
            let program = try await world.evaluatorToken()
            func statuses() async -> [Int] {
                [
                    await world.send(.get, APIPath.me, token: person).status,
                    await world.send(.post, APIPath.evaluations, token: program, ["evaluations": [[:]]]).status,
                ]
            }
            #expect(await statuses() == [200, 200])
            try await world.database.write { try $0.run("DELETE FROM signing_keys WHERE algorithm = 'ES256' AND signs_from IS NOT NULL") }
            #expect(await statuses() == [401, 401])
        }
    }

    @Test("A token asked for one account opens no other, and an application of its own needs one that names its account")
    func oneAccount() async throws {
        try await APIWorld.with { world in
            let person = try world.member("administrator").person
            let elsewhere = world.elsewhere
            let now = world.clock.now()
            try await world.operatorWork { _ = try $0.addMember(person, to: elsewhere, product: "dashboard", role: "administrator") }
            let bound = try await world.token(of: person, account: world.account)
            #expect(await world.send(.get, APIPath.account(world.account), token: bound).status == 200)
            #expect(await world.send(.get, APIPath.account(elsewhere), token: bound).status == 404)
            var registration = ClientRegistration.relyingParty("Other", redirectURIs: ["https://other.example/"])
            registration.scopes.append(Scope.manage)
            let other = try registration.client(at: now)
            let agreed = ["openid", Scope.manage, Scope.account(world.account), Scope.manage(world.account)].joined(separator: " ")
            try await world.database.write { tx in
                try tx.add(other.client, by: .operatorCommand, at: now)
                try tx.run(
                    "INSERT INTO consents (person_id, client_id, scope, at) VALUES (\(person), \(other.client.id), \(agreed), \(now))")
            }
            let world = world.knowing(other)
            let unbound = try await world.token(of: person, client: other.client, scope: "openid account.manage")
            let refused = await world.send(.get, APIPath.me, token: unbound)
            #expect(refused.code == "token-without-account")
            let named = try await world.token(of: person, client: other.client, account: world.account, scope: "openid account.manage")
            #expect(await world.send(.get, APIPath.account(world.account).query([("product", "dashboard")]), token: named).status == 200)
            #expect(await world.send(.get, APIPath.account(world.account), token: named).status == 200)
        }
    }

    @Test("Somebody else's application, a product's too, manages nothing without the scope for it; our own products need none")
    func scope() async throws {
        try await APIWorld.with { world in
            let person = try world.member("administrator").person
            let now = world.clock.now()
            for product in [nil, "dashboard"] {
                var registration = ClientRegistration.relyingParty("Other", redirectURIs: ["https://other.example/"])
                registration.product = product
                registration.scopes = registration.scopes + [Scope.manage]
                let other = try registration.client(at: now)
                let agreed = ["openid", Scope.account(world.account), Scope.manage(world.account)].joined(separator: " ")
                try await world.database.write { tx in
                    try tx.add(other.client, by: .operatorCommand, at: now)
                    try tx.run(
                        "INSERT INTO consents (person_id, client_id, scope, at) VALUES (\(person), \(other.client.id), \(agreed), \(now))")
                }
                let world = world.knowing(other)
                let token = try await world.token(of: person, client: other.client, account: world.account)
                let requests: [(HTTPRequest.Method, Path)] = [
                    (.get, APIPath.me), (.get, APIPath.members(world.account)), (.patch, APIPath.account(world.account)),
                ]
                for (method, path) in requests {
                    let answer = await world.send(method, path, token: token, ["name": "Taken"])
                    #expect(answer.status == 403 && answer.code == "insufficient-scope", "\(answer.text)")
                    #expect(answer.headers[.wwwAuthenticate]?.contains("scope=\"account.manage\"") == true)
                }
                let managing = try await world.token(
                    of: person, client: other.client, account: world.account, scope: "openid account.manage")
                #expect(await world.send(.get, APIPath.members(world.account), token: managing).status == 200)
            }
            let ours = try await world.token(of: person)
            #expect(await world.send(.get, APIPath.members(world.account), token: ours).status == 200)
        }
    }
}

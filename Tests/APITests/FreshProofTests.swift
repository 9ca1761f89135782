import API
import Access
import Core
import HTTPTypes
import Identity
import OpenID
import SQL
import TestSupport
import Testing
import Web

/// A session that stands open is not enough for what cannot be taken back (RFC 9470).
@Suite("Fresh proofs before sensitive acts", .onEveryDatabase) struct FreshProofTests {
    private func token(_ world: APIWorld, age: Duration, two: Bool) async throws -> String {
        let proved = APIWorld.Proved(
            factors: two ? .twoFactors : .oneFactor, methods: two ? ["pwd", "otp", "mfa"] : ["pwd"], age: age)
        let code = try await world.code(
            of: world.member("administrator").person, client: nil, account: nil, scope: "openid", proved: proved)
        return try #require(try await world.tokens(world.product, code: code)["access_token"]?.string)
    }

    @Test("Removing asks whoever has a second factor for a sign-in of the last 15 minutes with both, and nobody else")
    func removal() async throws {
        try await APIWorld.with { world in
            let member = try world.path("/members/\(world.member("member").id)")
            let support = try world.path("/members/\(world.member("associate").id)")
            let old = try await token(world, age: .days(1), two: false)
            #expect(await world.send(.delete, support, token: old).status == 200, "one factor is all that this person has")
            try await world.addSecondFactor(to: world.member("administrator").person)
            let tooOld = try await token(world, age: .minutes(15), two: true)
            let tooFew = try await token(world, age: .zero, two: false)
            for token in [tooOld, tooFew] {
                let answer = await world.send(.delete, member, token: token)
                #expect(answer.status == 401 && answer.code == "fresh-proof-needed", "\(answer.text)")
                let challenge = answer.headers[.wwwAuthenticate] ?? ""
                #expect(challenge.contains("error=\"insufficient_user_authentication\"") && challenge.contains("max_age=\"900\""))
                #expect(challenge.contains("acr_values=\"urn:lanyard:2\""))
                #expect(await world.send(.get, member, token: token).status == 200, "reading asks for nothing")
            }
            let batch: JSON = ["members": [.string(try world.member("member").id.text)], "act": "remove"]
            let many = await world.send(.post, world.path("/member-changes"), token: tooOld, batch)
            #expect(many.status == 401 && many.code == "fresh-proof-needed", "all at once asks like one: \(many.text)")
            let fresh = try await token(world, age: .minutes(14), two: true)
            #expect(await world.send(.delete, member, token: fresh).status == 200)
        }
    }

    @Test("Where the account says so, changes of people, their rights, new keys and the policies themselves ask for it too")
    func everyAct() async throws {
        try await APIWorld.with { world in
            let old = try await token(world, age: .minutes(20), two: false)
            let policies: JSON = ["sign_in": "any", "others_invite": true, "fresh_proof": true]
            let set = await world.send(.put, world.path("/policies"), token: old, policies)
            #expect(set.status == 200 && set.body["fresh_proof"] == true, "\(set.text)")
            let member = try world.member("member").id
            let project = try #require(world.projects.first).id
            let acts: [(HTTPRequest.Method, String, JSON?)] = [
                (.post, "/invitations", ["email": "new@example.com", "role": "member"]),
                (.patch, "/members/\(member)", ["role": "associate"]), (.patch, "/members/\(member)", ["status": "suspended"]),
                (.delete, "/members/\(member)", nil), (.post, "/groups", ["name": "Night shift"]),
                (.post, "/roles", ["name": "Reader", "areas": ["messages": "view"], "projects": "all"]),
                (.post, "/directory-tokens", ["role": "member"]),
                (.post, "/access-keys", ["name": "Key", "project": .string(project.text)]),
                (.put, "/policies", ["sign_in": "any", "others_invite": true, "fresh_proof": false]),
                (.put, "/two-factors", ["required": false]),
            ]
            for (method, path, body) in acts {
                let answer = await world.send(method, world.path(path), token: old, body)
                #expect(answer.status == 401 && answer.code == "fresh-proof-needed", "\(method) \(path): \(answer.text)")
                #expect(answer.headers[.wwwAuthenticate]?.contains("acr_values") == false, "this person has one factor")
            }
            let fresh = try await token(world, age: .minutes(5), two: false)
            #expect(await world.send(.patch, world.path("/members/\(member)"), token: fresh, ["role": "associate"]).status == 200)
            // What says nothing about it leaves it as it is.
            let kept = await world.send(.put, world.path("/policies"), token: fresh, ["sign_in": "any", "others_invite": false])
            #expect(kept.body["fresh_proof"] == true)
        }
    }
}

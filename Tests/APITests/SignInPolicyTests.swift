import API
import Access
import Core
import Directory
import HTTPTypes
import Identity
import OpenID
import SQL
import TestSupport
import Testing
import Web

/// An account says how people sign in, how long that is good for, from where, and who invites.
@Suite("Policies of an account", .onEveryDatabase) struct SignInPolicyTests {
    private func set(_ world: APIWorld, _ policies: JSON, token: String? = nil) async throws -> Answer {
        guard let token else { return try await world.send(.put, world.path("/policies"), as: "administrator", policies) }
        return await world.send(.put, world.path("/policies"), token: token, policies)
    }

    @Test(
        "A sign-in that the account does not take opens it by no token: neither old ones nor new ones",
        arguments: [
            ("passkeys", ["pwd"], "passkey"), ("passkeys", ["pwd", "otp", "mfa"], "passkey"), ("passkeys", ["swk", "user", "mfa"], nil),
            ("passkeys", ["pwd", "hwk", "mfa"], nil), ("no-text-messages", ["pwd", "sms", "mfa"], "no-text-message"),
            ("no-text-messages", ["pwd", "otp", "mfa"], nil), ("no-text-messages", ["pwd"], nil), ("any", ["pwd", "sms", "mfa"], nil),
        ] as [(String, [String], String?)])
    func ways(_ ways: String, _ methods: [String], _ demand: String?) async throws {
        try await APIWorld.with { world in
            let member = try world.member("member").person
            let old = try await world.token(of: member, factors: .twoFactors, methods: methods)
            #expect(await world.send(.get, world.path("/projects"), token: old).status == 200)
            let boss = try await world.token(
                of: world.member("administrator").person, factors: .twoFactors, methods: ["swk", "user", "mfa"])
            let done = try await set(world, ["sign_in": .string(ways), "others_invite": true], token: boss)
            #expect(done.status == 200, "\(done.text)")
            let new = try await world.token(of: member, factors: .twoFactors, methods: methods)
            for token in [old, new] {
                let answer = await world.send(.get, world.path("/projects"), token: token)
                #expect(answer.status == (demand == nil ? 200 : 403) && (demand == nil || answer.code == "sign-in-required"))
                let me = await world.send(.get, "/api/v1/me", token: token).body
                #expect(me["accounts"]?.array?.first?["needs_sign_in"]?.string == demand)
                #expect((me["current"] == .null) == (demand != nil))
            }
        }
    }

    @Test("After its hours a sign-in opens the account no more, and a new one does; refreshing does not make it younger")
    func hours() async throws {
        try await APIWorld.with { world in
            #expect(try await set(world, ["sign_in": "any", "session_hours": 8, "others_invite": true]).status == 200)
            let member = try world.member("member").person
            let token = try await world.token(of: member)
            let account = world.account
            let directory = world.provider.directory
            let then = world.clock.now()
            func access(at now: Timestamp) async throws -> AccountAccess {
                let signIn = ProvedSignIn(context: .oneFactor, methods: ["pwd"], at: then, session: nil)
                return try await world.database.read {
                    try directory.access(of: member, to: account, product: nil, after: signIn, in: $0, at: now)
                }
            }
            #expect(await world.send(.get, world.path("/projects"), token: token).status == 200)
            #expect(try await access(at: then + .hours(8) - .milliseconds(1)) == .roles(["member"]))
            #expect(try await access(at: then + .hours(8)) == .needsSignIn)
            let off = try await set(world, ["sign_in": "any", "session_hours": nil, "others_invite": true])
            #expect(off.status == 200 && off.body["session_hours"] == .null)
            #expect(try await access(at: then + .hours(9)) == .roles(["member"]))
        }
    }

    @Test("A sign-in from elsewhere opens nothing, one from the named networks does; nobody names networks without their own")
    func networks() async throws {
        try await APIWorld.with { world in
            let elsewhere = try await set(world, ["sign_in": "any", "networks": ["192.0.2.0/24"], "others_invite": true])
            #expect(elsewhere.status == 409 && elsewhere.code == "policy-shuts-you-out", "\(elsewhere.text)")
            let here = try await world.send(.get, world.path("/policies"), as: "administrator").body["your_address"]?.string
            let own = try #require(here)
            let order: JSON = ["sign_in": "any", "networks": [.string(own), "2001:db8::/32"], "others_invite": true]
            #expect(try await set(world, order).status == 200)
            let member = try world.member("member").person
            let token = try await world.token(of: member)
            #expect(await world.send(.get, world.path("/projects"), token: token).status == 200)
            try await world.database.write { try $0.run("UPDATE sessions SET address = '198.51.100.7' WHERE person_id = \(member)") }
            #expect(await world.send(.get, world.path("/projects"), token: token).code == "sign-in-required")
            try await world.database.write { try $0.run("UPDATE sessions SET address = '2001:db8:1::9' WHERE person_id = \(member)") }
            #expect(await world.send(.get, world.path("/projects"), token: token).status == 200)
        }
    }

    @Test("Whoever is no administrator invites only where the account lets them: one by one, many, again, or by a directory of theirs")
    func inviting() async throws {
        try await APIWorld.with { world in
            let invitation: JSON = ["email": "new@example.com", "role": "member"]
            let sent = try await world.send(.post, world.path("/invitations"), as: "it-admin", invitation)
            #expect(sent.status == 201)
            let made = try await world.send(.post, world.path("/directory-tokens"), as: "it-admin", ["role": "member"])
            #expect(made.status == 201)
            #expect(try await set(world, ["sign_in": "any", "others_invite": false]).status == 200)
            let other: JSON = ["email": "other@example.com", "role": "member"]
            let refused = try await world.send(.post, world.path("/invitations"), as: "it-admin", other)
            #expect(refused.status == 403 && refused.code == "invites-left-to-administrators")
            let id = try #require(sent.body["id"]?.string)
            #expect(try await world.send(.post, world.path("/invitations/\(id)/resends"), as: "it-admin").status == 403)
            let many = try await world.send(
                .post, world.path("/invitation-batches"), as: "it-admin", ["invitations": [other]])
            #expect(many.text.contains("invites-left-to-administrators"), "\(many.text)")
            #expect(try await world.send(.post, world.path("/invitations"), as: "administrator", other).status == 201)
            let directory = try #require(made.body["token"]?.string)
            let user: JSON = [
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "third@example.com",
                "emails": [["value": "third@example.com", "type": "work"]],
            ]
            let provisioned = await world.send(.post, "/scim/v2/Users", token: directory, user)
            #expect(provisioned.status == 403, "\(provisioned.text)")
            // Taking one back harms nobody.
            #expect(try await world.send(.delete, world.path("/invitations/\(id)"), as: "it-admin").status == 204)
        }
    }

    @Test(
        "What is no policy is refused by its name",
        arguments: [
            (["sign_in": "magic", "others_invite": true], "sign_in"),
            (["sign_in": "any", "session_hours": 0, "others_invite": true], "session_hours"),
            (["sign_in": "any", "session_hours": "8", "others_invite": true], "session_hours"),
            (["sign_in": "any", "networks": ["office"], "others_invite": true], "networks"),
            (["sign_in": "any", "networks": ["192.0.2.0/33"], "others_invite": true], "networks"),
            (["sign_in": "any", "others_invite": true, "two_factors": true], "two_factors"),
        ] as [(JSON, String)])
    func refused(_ policies: JSON, _ field: String) async throws {
        try await APIWorld.with { world in
            let answer = try await set(world, policies)
            #expect([400, 422].contains(answer.status) && answer.text.contains("\"\(field)\""), "\(answer.text)")
        }
    }

    @Test("The authorization endpoint asks for a new sign-in once, then says that the account takes none of this kind")
    func authorization() async throws {
        try await APIWorld.with { world in
            let boss = try await world.token(
                of: world.member("administrator").person, factors: .twoFactors, methods: ["swk", "user", "mfa"])
            #expect(try await set(world, ["sign_in": "passkeys", "others_invite": true], token: boss).status == 200)
            let member = try world.member("member").person
            await #expect(throws: APIWorld.NoToken.self) {
                try await world.token(of: member, account: world.account, factors: .twoFactors, methods: ["pwd", "otp", "mfa"])
            }
            let key = try await world.token(of: member, account: world.account, factors: .twoFactors, methods: ["hwk", "user", "mfa"])
            #expect(await world.send(.get, world.path("/projects"), token: key).status == 200)
        }
    }
}

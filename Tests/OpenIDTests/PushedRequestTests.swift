import Core
import OpenID
import SQL
import TestSupport
import Testing

/// Authorization requests that clients send ahead (RFC 9126).
@Suite("Pushed requests", .onEveryDatabase)
struct PushedRequestTests {
    private func push(_ fixture: Fixture, _ changes: [String: String?] = [:], secret: String? = nil) async throws -> String {
        var pairs = fixture.request
        pairs["client_secret"] = secret ?? fixture.secret.exposed
        for (name, value) in changes { pairs[name] = value }
        let answer = try await fixture.provider.push(
            Parameters(pairs.map { (name: $0.key, value: $0.value) }), authorization: nil, at: fixture.now)
        let text = String(decoding: answer, as: UTF8.self)
        #expect(text.contains("\"expires_in\":90"), "\(text)")
        return try #require(text.firstMatch(of: /"request_uri":"([^"]+)"/)).1.description
    }

    private func open(_ fixture: Fixture, _ uri: String, client: String? = nil, _ more: [(String, String)] = []) async throws
        -> AuthorizationRequest
    {
        let pairs = [("client_id", client ?? fixture.client.id.text), ("request_uri", uri)] + more
        return try await fixture.provider.checked(Parameters(pairs.map { (name: $0.0, value: $0.1) }), at: fixture.now)
    }

    @Test("What was pushed is what counts, and nothing beside it; the secret is kept nowhere")
    func counts() async throws {
        try await Fixture.with { fixture in
            let uri = try await push(fixture)
            #expect(uri.hasPrefix("urn:ietf:params:oauth:request_uri:"))
            let stored: String? = try await fixture.database.read { try $0.first("SELECT parameters FROM pushed_requests")?["parameters"] }
            #expect(stored.map { !$0.contains(fixture.secret.exposed) && !$0.contains("client_secret") } == true)
            let request = try await open(
                fixture, uri, [("scope", "openid account.manage"), ("state", "other"), ("redirect_uri", "https://evil.example/")])
            #expect(
                request.redirectURI == Fixture.callback && request.state == "s t&te" && request.scopes == ["openid", "profile", "email"])
            await #expect(throws: AuthorizationRefusal.page(.expiredRequest), "it counts once") { try await open(fixture, uri) }
            // What the flow goes on with outlives the push, and says nothing in the browser's address.
            let path = try request.path(for: AccountID(at: fixture.now)).text
            #expect(!path.contains("scope") && !path.contains("callback"), "\(path)")
            let query = String(path.split(separator: "?", maxSplits: 1)[1])
            let parameters = try #require(Parameters(encoded: query))
            let continued = try await fixture.provider.checked(parameters, at: fixture.now + .minutes(59))
            #expect(continued.state == "s t&te" && continued.account != nil && continued.pushedUntil != nil)
            await #expect(throws: AuthorizationRefusal.page(.expiredRequest)) {
                try await fixture.provider.checked(parameters, at: fixture.now + .minutes(61))
            }
            let (other, _) = try await fixture.add(.relyingParty("Other", redirectURIs: [Fixture.callback]))
            let foreign = query.replacing(fixture.client.id.text, with: other.id.text)
            await #expect(throws: AuthorizationRefusal.self) {
                try await fixture.provider.checked(try #require(Parameters(encoded: foreign)), at: fixture.now)
            }
        }
    }

    @Test("What nobody reads is not stored, and a request that fits in no address is refused")
    func small() async throws {
        try await Fixture.with { fixture in
            _ = try await push(fixture, ["padding": String(repeating: "x", count: 50_000)])
            let stored: String? = try await fixture.database.read { try $0.first("SELECT parameters FROM pushed_requests")?["parameters"] }
            #expect(stored.map { !$0.contains("padding") } == true)
            let long = try await refusal { _ = try await push(fixture, ["state": String(repeating: "x", count: 7000)]) }
            #expect(long == .invalidRequest)
        }
    }

    @Test("A proof of a key that comes with the push binds the code, and contradicts no dpop_jkt (RFC 9449 section 10.1)")
    func bound() async throws {
        try await Fixture.with { fixture in
            let holder = try DPoPTests.Holder(fixture)
            let address = Fixture.issuer + "/oauth/par"
            func pushed(_ proof: String, _ jkt: String? = nil) async throws -> String {
                var pairs = fixture.request
                pairs["client_secret"] = fixture.secret.exposed
                pairs["dpop_jkt"] = jkt
                let answer = try await fixture.provider.push(
                    Parameters(pairs.map { (name: $0.key, value: $0.value) }), authorization: nil, proof: holder.header(proof, at: address),
                    at: fixture.now)
                return try #require(String(decoding: answer, as: UTF8.self).firstMatch(of: /"request_uri":"([^"]+)"/)).1.description
            }
            let uri = try await pushed(holder.proof(["htu": .text(address)]))
            #expect(try await open(fixture, uri).parameters["dpop_jkt"] == holder.thumbprint)
            #expect(try await refusal { try await pushed(holder.proof(["htu": .text(address)]), "other") } == .invalidDPoPProof)
            #expect(try await refusal { try await pushed("garbage") } == .invalidDPoPProof)
        }
    }

    @Test("A client that is registered so is heard by its pushes alone, and by what follows from them")
    func alone() async throws {
        try await Fixture.with { fixture in
            var registration = ClientRegistration.relyingParty("Ahead", redirectURIs: [Fixture.callback])
            registration.needsPushedRequests = true
            let (client, secret) = try await fixture.add(registration)
            var pairs = fixture.request
            pairs["client_id"] = client.id.text
            let plain = Parameters(pairs.map { (name: $0.key, value: $0.value) })
            do {
                _ = try await fixture.provider.checked(plain, at: fixture.now)
                Issue.record("a request that was not pushed passed")
            } catch AuthorizationRefusal.redirect(let address) { #expect(address.contains("error=invalid_request"), "\(address)") }
            let uri = try await push(fixture, ["client_id": client.id.text], secret: secret)
            let query = try await open(fixture, uri, client: client.id.text).encoded()
            #expect(try await fixture.provider.checked(#require(Parameters(encoded: query)), at: fixture.now).client.id == client.id)
        }
    }

    @Test("It is another client's for nobody, and over after a minute and a half")
    func over() async throws {
        try await Fixture.with { fixture in
            let (other, _) = try await fixture.add(.relyingParty("Other", redirectURIs: [Fixture.callback]))
            let uri = try await push(fixture)
            await #expect(throws: AuthorizationRefusal.page(.expiredRequest)) { try await open(fixture, uri, client: other.id.text) }
            await #expect(throws: AuthorizationRefusal.page(.expiredRequest)) { try await open(fixture, uri + "x") }
            fixture.clock.advance(by: .seconds(91))
            await #expect(throws: AuthorizationRefusal.page(.expiredRequest)) { try await open(fixture, uri) }
            let swept = try await fixture.database.write { try $0.forgetExpiredGrants(at: fixture.now) }
            #expect(swept >= 1)
        }
    }

    @Test("A push is refused for what the authorization endpoint would refuse, for a wrong secret, and for a request_uri")
    func refused() async throws {
        try await Fixture.with { fixture in
            func code(_ changes: [String: String?], secret: String? = nil) async -> OAuthError.Code? {
                do {
                    _ = try await push(fixture, changes, secret: secret)
                    return nil
                } catch { return (error as? OAuthError)?.code }
            }
            #expect(await code([:], secret: "wrong") == .invalidClient)
            #expect(await code(["request_uri": "urn:ietf:params:oauth:request_uri:x"]) == .invalidRequest)
            #expect(await code(["redirect_uri": "https://evil.example/"]) == .invalidRequest)
            #expect(await code(["redirect_uri": nil]) == .invalidRequest)
            #expect(await code(["response_type": "token"]) == .unsupportedResponseType)
            #expect(await code(["scope": "nonsense"]) == .invalidScope)
            #expect(await code(["code_challenge": nil, "response_mode": "form_post"]) == .invalidRequest)
            let kept = try await fixture.database.read { try $0.rows("SELECT hash FROM pushed_requests").count }
            #expect(kept == 0)
        }
    }
}

import Core
import OpenID
import SQL
import TestSupport
import Testing

/// What clients are refused is explained, and kept for whoever connects them.
@Suite("Errors of clients", .onEveryDatabase)
struct ClientErrorTests {
    private func errors(_ fixture: Fixture) async throws -> [ClientError] {
        let client = fixture.client.id
        return try await fixture.database.read { try $0.errors(of: client) }
    }

    private func ask(_ fixture: Fixture, _ changes: [String: String?]) async throws -> AuthorizationRefusal? {
        var pairs = fixture.request
        for (name, value) in changes { pairs[name] = value }
        do {
            _ = try await fixture.provider.checked(Parameters(pairs.map { (name: $0.key, value: $0.value) }), at: fixture.now)
            return nil
        } catch let refusal as AuthorizationRefusal { return refusal }
    }

    @Test("Each error has its paragraph, and each error page too")
    func explained() {
        for code in OAuthError.Code.allCases { #expect(ErrorGuide.of(code) != nil, "\(code.rawValue)") }
        for page in [UntrustedRequest.unknownClient, .redirectURI(client: ""), .missingRedirectURI(client: ""), .expiredRequest] {
            #expect(ErrorGuide.of(page) != nil, "\(page)")
        }
        #expect(Set(ErrorGuide.all.map(\.name)).count == ErrorGuide.all.count)
    }

    @Test("An error that goes back to the client says where it is explained (RFC 6749 section 4.1.2.1)")
    func linked() async throws {
        try await Fixture.with { fixture in
            guard case .redirect(let address) = try await ask(fixture, ["response_type": "token"]) else {
                Issue.record("no redirect")
                return
            }
            let query = address.split(separator: "?", maxSplits: 1)[1]
            let parameters = try #require(Parameters(encoded: String(query)))
            #expect(parameters["error_uri"] == Fixture.issuer + "/oauth/errors#unsupported_response_type", "\(address)")
        }
    }

    @Test("Wrong redirects, missing PKCE and wrong secrets are kept, the same one once in ten seconds with how often it came")
    func kept() async throws {
        try await Fixture.with { fixture in
            _ = try await ask(fixture, ["redirect_uri": "https://evil.example/"])
            for _ in 0..<3 { _ = try await ask(fixture, ["code_challenge": nil, "code_challenge_method": nil]) }
            let wrong = Parameters([("client_id", fixture.client.id.text), ("client_secret", "wrong")])
            await fixture.provider.note(OAuthError(.invalidClient, "No."), wrong, nil, at: OpenIDPath.token, at: fixture.now)
            var kept = try await errors(fixture)
            #expect(Set(kept.map(\.error)) == ["redirect_uri", "invalid_request", "invalid_client"], "\(kept)")
            #expect(kept.allSatisfy { $0.times == 1 && !$0.description.contains("evil") && !$0.description.contains("wrong\"") }, "\(kept)")
            fixture.clock.advance(by: .seconds(11))
            _ = try await ask(fixture, ["code_challenge": nil, "code_challenge_method": nil])
            kept = try await errors(fixture)
            #expect(kept.first?.error == "invalid_request" && kept.first?.times == 4, "\(kept)")
        }
    }

    @Test("What an outsider writes stands in none of it and hides none of it; an unknown client and a person's answer leave nothing")
    func bounded() async throws {
        try await Fixture.with { fixture in
            let unknown = "cli_00000000000000000000000000"
            _ = try await ask(fixture, ["client_id": unknown])
            let nobody = Parameters([("client_id", unknown)])
            await fixture.provider.note(OAuthError(.invalidClient, "No."), nobody, nil, at: OpenIDPath.token, at: fixture.now)
            let own = Parameters([("client_id", fixture.client.id.text)])
            await fixture.provider.note(OAuthError(.accessDenied, "No."), own, nil, at: OpenIDPath.token, at: fixture.now)
            #expect(try await fixture.database.read { try $0.rows("SELECT client_id FROM client_errors").isEmpty })
            await fixture.provider.note(OAuthError(.invalidClient, "No."), own, nil, at: OpenIDPath.token, at: fixture.now)
            for number in 0..<60 {
                var pairs = fixture.request.map { (name: $0.key, value: $0.value) }
                pairs += [("run \(number)", "a"), ("run \(number)", "b")]
                _ = try? await fixture.provider.checked(Parameters(pairs), at: fixture.now)
                fixture.clock.advance(by: .milliseconds(10))
            }
            let kept = try await errors(fixture)
            #expect(kept.count == 2 && kept.contains { $0.error == "invalid_client" }, "\(kept)")
            #expect(kept.allSatisfy { !$0.description.contains("run") }, "\(kept)")
        }
    }
}

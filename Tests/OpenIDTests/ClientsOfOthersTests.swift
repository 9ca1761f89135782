import Audit
import Core
import JOSE
import OpenID
import SQL
import TestSupport
import Testing

extension OpenIDTests {
    @Suite("What clients that others wrote ask for") struct ClientsOfOthersTests {
        @Test("Discovery names what a client looks for, and every endpoint in it is the issuer's own")
        func discovery() async throws {
            try await Fixture.with { fixture in
                let document = try JSONValue(parsing: fixture.provider.configuration)
                #expect(document["issuer"]?.string == Fixture.issuer)
                for name in ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint"] {
                    #expect(document[name] != nil, "\(name)")
                }
                for (name, value) in try #require(document.object) where name.hasSuffix("_endpoint") || name == "jwks_uri" {
                    #expect(value.string?.hasPrefix(Fixture.issuer + "/") == true, "\(name)")
                }
                let lists = [
                    ("response_types_supported", "code"), ("subject_types_supported", "public"), ("scopes_supported", "openid"),
                    ("id_token_signing_alg_values_supported", "RS256"), ("grant_types_supported", "refresh_token"),
                    ("claims_supported", "sub"), ("code_challenge_methods_supported", "S256"),
                    ("token_endpoint_auth_methods_supported", "client_secret_basic"),
                    ("token_endpoint_auth_methods_supported", "client_secret_post"),
                ]
                for (name, value) in lists { #expect(document[name]?.strings?.contains(value) == true, "\(name)") }
                #expect(document["id_token_signing_alg_values_supported"]?.strings?.contains("none") == false)
                for scope in ["address", "phone"] { #expect(document["scopes_supported"]?.strings?.contains(scope) == false) }
                for name in ["request_parameter_supported", "request_uri_parameter_supported"] {
                    #expect(document[name]?.bool == false, "\(name)")
                }
                for name in ["backchannel_logout_supported", "backchannel_logout_session_supported"] {
                    #expect(document[name]?.bool == true, "\(name)")
                }
            }
        }

        @Test("With response_mode=form_post the code and every error are posted")
        func formPost() async throws {
            try await Fixture.with { fixture in
                guard case .formPost(let post) = try await fixture.authorize(["response_mode": "form_post"]) else {
                    Issue.record("no form")
                    return
                }
                #expect(post.address == Fixture.callback)
                #expect(post.fields.map(\.name) == ["code", "state", "iss"] && post.fields[1].value == "s t&te")
                guard
                    case .formPost(let silent) = try await fixture.authorize(
                        ["response_mode": "form_post", "prompt": "none"], as: .some(nil))
                else {
                    Issue.record("no form")
                    return
                }
                #expect(silent.fields.first?.value == "login_required")
                guard case .failure(.formPost(let wrong)) = try await fixture.check(["response_mode": "form_post", "scope": "nonsense"])
                else {
                    Issue.record("no form")
                    return
                }
                #expect(wrong.fields.first?.name == "error")
                let fragment = try await fixture.check(["response_mode": "fragment"])
                #expect(throws: AuthorizationRefusal.self) { try fragment.get() }
            }
        }

        @Test("A missing redirect_uri and a wrong one are told apart")
        func redirectURIs() async throws {
            try await Fixture.with { fixture in
                guard case .failure(let missing) = try await fixture.check(["redirect_uri": nil]),
                    case .failure(let wrong) = try await fixture.check(["redirect_uri": "https://evil.example/"])
                else {
                    Issue.record("taken")
                    return
                }
                #expect(missing == .page(.missingRedirectURI(client: "App")) && wrong == .page(.redirectURI(client: "App")))
            }
        }

        @Test("acr_values for two factors steps a session of one factor up, and refuses where there is no second factor")
        func stepUp() async throws {
            try await Fixture.with { fixture in
                var one = fixture.signedIn
                one.context = .oneFactor
                let asked: [String: String?] = ["acr_values": "urn:lanyard:2"]
                #expect(try fixture.answer(await fixture.authorize(asked))["code"] != nil, "two factors are there")
                guard case .signIn(let path, true, _) = try await fixture.authorize(asked, as: one) else {
                    Issue.record("no step up")
                    return
                }
                let again = try await fixture.provider.checked(
                    try #require(Parameters(encoded: String(path.text.drop { $0 != "?" }.dropFirst()))), at: fixture.now)
                let outcome = try await fixture.provider.authorize(again, signedIn: one, at: fixture.now)
                #expect(try fixture.answer(outcome)["error"] == "unmet_authentication_requirements")
                let silent = try await fixture.authorize(asked.merging(["prompt": "none"]) { $1 }, as: one)
                #expect(try fixture.answer(silent)["error"] == "login_required")
                let either = try await fixture.authorize(["acr_values": "urn:lanyard:2 urn:lanyard:1"], as: one)
                #expect(try fixture.answer(either)["code"] != nil)
            }
        }

        @Test("The claims of profile and email are in the ID token of a client registered so, or where `claims` asks for them")
        func idTokenClaims() async throws {
            try await Fixture.with { fixture in
                func claims(_ changes: [String: String?] = [:]) async throws -> JSONValue {
                    try await fixture.exchange(fixture.code(changes)).claims("id_token")
                }
                #expect(try await claims()["name"] == nil)
                let wanted = try await claims([
                    "claims": #"{"id_token": {"email": null, "given_name": {"essential": true}, "phone": null}}"#
                ])
                #expect(wanted["email"] != nil && wanted["given_name"] != nil && wanted["name"] == nil)
                var changed = fixture.client
                changed.claimsInIDToken = true
                let now = fixture.now
                let client = changed
                try await fixture.database.write { try $0.update(client, by: .operatorCommand, at: now) }
                let all = try await claims()
                #expect(all["name"] != nil && all["preferred_username"] != nil && all["email_verified"] != nil)
                for bad in ["[]", "{", #"{"id_token": 1}"#] {
                    guard case .failure(.redirect(let address)) = try await fixture.check(["claims": bad]) else {
                        Issue.record("taken: \(bad)")
                        continue
                    }
                    #expect(address.contains("error=invalid_request"))
                }
            }
        }

        @Test("A new secret works at once, the old one for the stated time, and then no more")
        func newSecret() async throws {
            try await Fixture.with { fixture in
                let (changed, secret) = fixture.client.withNewSecret(oldFor: .hours(2), at: fixture.now)
                #expect(changed.accepts(secret: secret.exposed, at: fixture.now))
                #expect(changed.accepts(secret: fixture.secret.exposed, at: fixture.now + .minutes(119)))
                #expect(!changed.accepts(secret: fixture.secret.exposed, at: fixture.now + .hours(2)))
                #expect(!changed.accepts(secret: "", at: fixture.now))
            }
        }

        @Test("Keys of the kind OKP are published only where a client uses one")
        func okp() async throws {
            try await Fixture.with { fixture in
                func kinds() async throws -> Bool {
                    // In quotes: the letters alone may stand in a random key.
                    String(decoding: try await fixture.provider.keySet(at: fixture.now), as: UTF8.self).contains("\"OKP\"")
                }
                #expect(try await !kinds())
                var registration = ClientRegistration.relyingParty("Ed", redirectURIs: ["https://ed.example/"])
                registration.idTokenAlgorithm = .edDSA
                _ = try await fixture.add(registration)
                #expect(try await kinds())
            }
        }

        @Test("Pages of registered public clients may read the token endpoint's answers, and nobody else's")
        func origins() async throws {
            try await Fixture.with { fixture in
                var registration = ClientRegistration.relyingParty(
                    "Page", redirectURIs: ["https://page.example/app", "http://127.0.0.1:9/"])
                registration.kind = .public
                let (page, _) = try await fixture.add(registration)
                for (origin, isShared) in [
                    ("https://page.example", true), ("http://127.0.0.1:9", true), ("https://app.example", false), ("null", false),
                    ("https://page.example.evil.example", false), ("http://page.example", false),
                ] { #expect(try await fixture.provider.publicOrigins.contains(origin) == isShared, "\(origin)") }
                let now = fixture.now
                _ = try await fixture.database.write { try $0.revokeClient(page.id, by: .operatorCommand, at: now) }
                #expect(try await !fixture.provider.publicOrigins.contains("https://page.example"))
            }
        }
    }
}

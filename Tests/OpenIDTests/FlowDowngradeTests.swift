import Audit
import Core
import Crypto
import JOSE
import Language
import OpenID
import SQL
import Schema
import Synchronization
import TestSupport
import Testing

extension OpenIDTests {
    /// Threat 5.
    @Suite("Flow downgrades, rule by rule") struct FlowDowngradeTests {
        private func error(_ changes: [String: String?], extra: [(String, String)] = []) async throws -> String? {
            var found: String?
            try await Fixture.with { fixture in
                guard case .failure(.redirect(let address)) = try await fixture.check(changes, extra: extra) else { return }
                #expect(address.hasPrefix(Fixture.callback + "?error="))
                let answer = try fixture.answer(.redirect(to: address))
                #expect(answer["iss"] == Fixture.issuer)
                if changes["state"] == nil { #expect(answer["state"] == "s t&te") }
                found = answer["error"]
            }
            return found
        }

        @Test("RepeatedParameters: a parameter given twice")
        func twice() async throws { #expect(try await error([:], extra: [("scope", "openid")]) == "invalid_request") }

        @Test("RequestObject: request, request_uri and registration")
        func requestObject() async throws {
            #expect(try await error(["request": "e30.e30."]) == "request_not_supported")
            #expect(try await error(["request_uri": "https://app.example/r"]) == "request_uri_not_supported")
            #expect(try await error(["registration": "{}"]) == "registration_not_supported")
        }

        @Test("ParameterLengths: nonce and scope beyond their limit")
        func bounded() async throws {
            #expect(try await error(["nonce": String(repeating: "n", count: 513)]) == "invalid_request")
            #expect(try await error(["scope": String(repeating: "openid ", count: 200)]) == "invalid_request")
        }

        @Test(
            "ResponseType: every other response type",
            arguments: ["token", "id_token", "code token", "code id_token", "id_token token", "none", "CODE", "code code"])
        func responseTypes(type: String) async throws { #expect(try await error(["response_type": type]) == "unsupported_response_type") }

        @Test("ResponseType: none at all")
        func noResponseType() async throws { #expect(try await error(["response_type": nil]) == "invalid_request") }

        @Test("ResponseMode: every other response mode", arguments: ["fragment", "web_message", "query.jwt"])
        func responseModes(mode: String) async throws { #expect(try await error(["response_mode": mode]) == "invalid_request") }

        @Test("RequestedScopes: one the client is not registered for, and none at all")
        func scopes() async throws {
            #expect(try await error(["scope": "openid access.evaluate"]) == "invalid_scope")
            #expect(try await error(["scope": nil]) == "invalid_scope")
            #expect(try await error(["scope": "openid something-unknown"]) == nil)
        }

        @Test("PKCE: no challenge, plain, no method, something that is no SHA-256")
        func pkce() async throws {
            #expect(try await error(["code_challenge": nil, "code_challenge_method": nil]) == "invalid_request")
            #expect(try await error(["code_challenge": nil]) == "invalid_request")
            #expect(try await error(["code_challenge_method": "plain"]) == "invalid_request")
            #expect(try await error(["code_challenge_method": nil]) == "invalid_request")
            #expect(try await error(["code_challenge": Fixture.verifier + "x"]) == "invalid_request")
            #expect(try await error(["code_challenge": "short"]) == "invalid_request")
        }

        @Test("Prompt: unknown words, and none beside another")
        func prompt() async throws {
            #expect(try await error(["prompt": "none login"]) == "invalid_request")
            for word in ["please", "create", "NONE"] { #expect(try await error(["prompt": word]) == "invalid_request") }
        }

        @Test("MaxAge: anything but whole seconds", arguments: ["-1", "1.5", "x", "99999999999", "+1"])
        func maxAge(text: String) async throws { #expect(try await error(["max_age": text]) == "invalid_request") }

        @Test(
            "AccountParameter: something that is no account's id, or several",
            arguments: ["acc_1", "per_00000000000000000000000000", "a b"])
        func account(text: String) async throws { #expect(try await error(["account": text]) == "invalid_request") }

        @Test("ClientGrantType: a client that is not registered for it")
        func otherGrant() async throws {
            try await Fixture.with { fixture in
                var registration = ClientRegistration(name: "Job", grantTypes: [.clientCredentials], scopes: ["access.evaluate"])
                registration.redirectURIs = [Fixture.callback]
                let (client, _) = try await fixture.add(registration)
                guard case .failure(.redirect(let address)) = try await fixture.check(["client_id": client.id.text]) else {
                    Issue.record("accepted")
                    return
                }
                #expect(try fixture.answer(.redirect(to: address))["error"] == "unauthorized_client")
            }
        }

        @Test("A verifier that is missing, wrong, too short, or of another code gives nothing")
        func verifiers() async throws {
            try await Fixture.with { fixture in
                let code = try await fixture.code()
                let other = Base64URL.encode([UInt8](repeating: 1, count: 32))
                for verifier in [nil, "", "x", other, Fixture.challenge, Fixture.verifier + "x"] as [String?] {
                    let refused = try await refusal { try await fixture.exchange(code, ["code_verifier": verifier]) }
                    #expect(refused == .invalidGrant, "\(verifier ?? "none")")
                }
                #expect(try await fixture.exchange(code)["access_token"] != nil, "Nothing of that used the code up")
            }
        }

        @Test("Only where it was registered so, a confidential client comes without PKCE; a verifier is then refused")
        func withoutPKCE() async throws {
            try await Fixture.with { fixture in
                var registration = ClientRegistration.relyingParty("Old", redirectURIs: [Fixture.callback])
                registration.requirePKCE = false
                registration.firstParty = true
                let (client, secret) = try await fixture.add(registration)
                let none: [String: String?] = [
                    "client_id": client.id.text, "code_challenge": nil, "code_challenge_method": nil,
                ]
                let exchange: [String: String?] = ["grant_type": "authorization_code", "redirect_uri": Fixture.callback]
                let code = try await fixture.code(none)
                let downgraded = try await refusal {
                    try await fixture.token(
                        exchange.merging(["code": code, "code_verifier": Fixture.verifier]) { $1 }, client: client, secret: secret)
                }
                #expect(downgraded == .invalidGrant)
                let answer = try await fixture.token(exchange.merging(["code": code]) { $1 }, client: client, secret: secret)
                #expect(answer["id_token"] != nil)
            }
        }

        @Test("A client registered to come without PKCE may use it, and is then held to it")
        func voluntaryPKCE() async throws {
            try await Fixture.with { fixture in
                var registration = ClientRegistration.relyingParty("Old", redirectURIs: [Fixture.callback])
                registration.requirePKCE = false
                registration.firstParty = true
                let (client, secret) = try await fixture.add(registration)
                let code = try await fixture.code(["client_id": client.id.text])
                let exchange: [String: String?] = [
                    "grant_type": "authorization_code", "redirect_uri": Fixture.callback, "code": code,
                ]
                let unproved = try await refusal { try await fixture.token(exchange, client: client, secret: secret) }
                #expect(unproved == .invalidGrant)
                let answer = try await fixture.token(
                    exchange.merging(["code_verifier": Fixture.verifier]) { $1 }, client: client, secret: secret)
                #expect(answer["id_token"] != nil)
            }
        }

        @Test("A public client cannot be registered without PKCE or with client_credentials")
        func publicClients() {
            var registration = ClientRegistration.relyingParty("Native", redirectURIs: ["http://127.0.0.1/cb"])
            registration.kind = .public
            registration.requirePKCE = false
            #expect(throws: Problem.self) { try registration.client(at: Timestamp(seconds: 0)) }
            registration.requirePKCE = true
            registration.grantTypes = [.clientCredentials]
            #expect(throws: Problem.self) { try registration.client(at: Timestamp(seconds: 0)) }
        }

        @Test("Grants that are not offered: password, implicit, device, an empty one", arguments: ["password", "implicit", "foo", ""])
        func grantTypes(type: String) async throws {
            try await Fixture.with { fixture in
                let refused = try await refusal { try await fixture.token(["grant_type": type]) }
                #expect(refused == (type.isEmpty ? .invalidRequest : .unsupportedGrantType))
            }
        }
    }
}

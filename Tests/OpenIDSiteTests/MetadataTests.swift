import Core
import HTTPTypes
import JOSE
import OpenID
import SQL
import TestSupport
import Testing
import Web

/// What the metadata says is what the endpoints do, and what they do is said there.
@Suite("The metadata tells the truth")
struct MetadataTests {
    private func metadata(_ site: ProviderSite) async -> [String: JSONValue] {
        await site.send(.get, OpenIDPath.configuration, signedIn: false).json.object ?? [:]
    }

    private func error(_ site: ProviderSite, _ path: Path, _ fields: [(String, String)], _ headers: [String: String] = [:]) async -> String?
    {
        await site.send(
            .post, path, form: Parameters.encoded(fields.map { (name: $0.0, value: $0.1) }), signedIn: false, headers: headers
        ).json["error"]?.string
    }

    @Test("Each address is one of the routes, and each route of the provider stands in it")
    func addresses() async throws {
        try await ProviderSite.with { site in
            let known = await metadata(site)
            let issuer = try #require(known["issuer"]?.string)
            let named = known.filter { $0.key.hasSuffix("_endpoint") || $0.key == "jwks_uri" }.compactMap(\.value.string)
            #expect(named.count > 8 && named.allSatisfy { $0.hasPrefix(issuer) })
            let paths = Set(named.map { String($0.dropFirst(issuer.count)) })
            let routes = Set(site.website.entries.filter { $0.path.hasPrefix("/oauth/") }.map(\.path))
            // Pages on the way, which no client calls.
            let pages = [OpenIDPath.consent, OpenIDPath.logoutConfirmation, OpenIDPath.errors].map(\.text)
            #expect(paths == routes.subtracting(pages), "\(paths.symmetricDifference(routes))")
            let oauth = await site.send(.get, OpenIDPath.metadata, signedIn: false).json.object ?? [:]
            #expect(oauth == known, "RFC 8414 says the same")
            let resource = await site.send(.get, OpenIDPath.protectedResource, signedIn: false).json
            #expect(resource["resource"]?.string == issuer && resource["authorization_servers"]?.strings == [issuer])
        }
    }

    @Test("Each grant is one that the token endpoint knows, each way of a client to say who it is, and nothing else is taken")
    func tokens() async throws {
        try await ProviderSite.with { site in
            let known = await metadata(site)
            let grants = try #require(known["grant_types_supported"]?.strings)
            #expect(Set(grants) == Set(Client.GrantType.allCases.map(\.rawValue)))
            for grant in grants {
                let answer = await error(site, OpenIDPath.token, [("grant_type", grant)], ["Authorization": site.basic])
                #expect(answer != nil && answer != "unsupported_grant_type", "\(grant): \(answer ?? "")")
            }
            #expect(
                await error(site, OpenIDPath.token, [("grant_type", "password")], ["Authorization": site.basic]) == "unsupported_grant_type"
            )

            let methods = try #require(known["token_endpoint_auth_methods_supported"]?.strings)
            #expect(Set(methods) == ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"])
            // Known to it, a client is refused for its grant alone.
            let unknownCode = [("grant_type", "authorization_code"), ("code", "x")]
            #expect(await error(site, OpenIDPath.token, unknownCode, ["Authorization": site.basic]) == "invalid_grant")
            let post = [("client_id", site.client.id.text), ("client_secret", site.secret)]
            #expect(await error(site, OpenIDPath.token, unknownCode + post) == "invalid_grant")
            var registration = ClientRegistration.relyingParty("Page", redirectURIs: [ProviderSite.callback])
            registration.kind = .public
            let (page, _) = try await site.add(registration)
            #expect(await error(site, OpenIDPath.token, unknownCode + [("client_id", page.id.text)]) == "invalid_grant")
            for name in known["token_endpoint_auth_signing_alg_values_supported"]?.strings ?? [] {
                let algorithm = try #require(Algorithm(rawValue: name))
                let key = try SigningKey.generate(algorithm)
                registration.kind = .confidential
                registration.keys = String(decoding: KeySet([key.verifyingKey]).json, as: UTF8.self)
                let (client, _) = try await site.add(registration)
                let now = site.clock.now().seconds
                let issuer = try #require(known["issuer"]?.string)
                let claims = """
                    {"iss":"\(client.id.text)","sub":"\(client.id.text)","aud":"\(issuer)","iat":\(now),"exp":\(now + 60),"jti":"\(name)"}
                    """
                let assertion = [
                    ("client_assertion", try key.sign(Array(claims.utf8), as: .idToken)),
                    ("client_assertion_type", ClientCredentials.assertionType),
                ]
                #expect(await error(site, OpenIDPath.token, unknownCode + assertion) == "invalid_grant", "\(name)")
            }
        }
    }

    @Test("Each way to ask, to answer and to sign that is named is taken at the authorization endpoint, and others are not")
    func authorization() async throws {
        try await ProviderSite.with { site in
            let known = await metadata(site)
            func asked(_ changes: [String: String?]) async -> String {
                let answer = await site.send(.get, site.authorizePath(changes))
                return answer.parameters["error"]
                    ?? (answer.parameters["code"] != nil || answer.text.contains("name=\"code\"") ? "code" : "page")
            }
            for mode in known["response_modes_supported"]?.strings ?? [] {
                #expect(await asked(["response_mode": mode]) == "code", "\(mode)")
            }
            #expect(await asked(["response_mode": "fragment"]) == "invalid_request")
            #expect(known["response_types_supported"]?.strings == ["code"])
            #expect(await asked(["response_type": "code id_token"]) == "unsupported_response_type")
            #expect(known["code_challenge_methods_supported"]?.strings == ["S256"])
            #expect(await asked(["code_challenge_method": "plain"]) == "invalid_request")
            for prompt in known["prompt_values_supported"]?.strings ?? [] {
                #expect(await asked(["prompt": prompt]) != "invalid_request", "\(prompt)")
            }
            #expect(await asked(["prompt": "create"]) == "invalid_request")
            #expect(known["request_parameter_supported"] == .bool(false))
            #expect(await asked(["request": "x"]) == "request_not_supported")
            #expect(known["request_uri_parameter_supported"] == .bool(false))
            #expect(await asked(["request_uri": "https://x.example/r"]) == "request_uri_not_supported")
            #expect(known["authorization_response_iss_parameter_supported"] == .bool(true))
            let answer = await site.send(.get, site.authorizePath())
            #expect(answer.parameters["iss"] == known["issuer"]?.string)
            let algorithms = try #require(known["id_token_signing_alg_values_supported"]?.strings)
            for name in ["RS256", "ES256", "EdDSA", "HS256", "PS256"] {
                var registration = ClientRegistration.relyingParty("Any", redirectURIs: [ProviderSite.callback])
                _ = registration.signsIDTokens(with: name)
                let isTaken = (try? registration.check()) != nil
                #expect(isTaken == algorithms.contains(name), "\(name)")
            }
        }
    }
}

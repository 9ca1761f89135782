import Core
import Crypto
import JOSE
import OpenID
import SQL
import TestSupport
import Testing

/// Tokens that are bound to a key of their client (RFC 9449).
@Suite("DPoP", .onEveryDatabase)
struct DPoPTests {
    static let tokenAddress = Fixture.issuer + "/oauth/token"
    static let userInfoAddress = Fixture.issuer + "/oauth/userinfo"

    /// A client's key, and the proofs that it makes.
    struct Holder {
        let fixture: Fixture
        let key: SigningKey

        init(_ fixture: Fixture, _ algorithm: Algorithm = .es256) throws {
            self.fixture = fixture
            key = try SigningKey.generate(algorithm)
        }

        var nonce: String { fixture.provider.possessionNonce(at: fixture.now) }
        var thumbprint: String { get throws { try #require(key.verifyingKey.thumbprint) } }

        /// A proof with these claims changed; nil takes one away.
        func proof(
            _ changes: [String: JSONClaim?] = [:], for token: String? = nil, type: String = "dpop+jwt", jwk: [UInt8]?? = nil,
            kid: String? = nil
        ) throws -> String {
            var claims: [String: JSONClaim] = [
                "jti": .text(SystemRandom().token().exposed), "htm": .text(token == nil ? "POST" : "GET"),
                "htu": .text(token == nil ? DPoPTests.tokenAddress : DPoPTests.userInfoAddress), "iat": .number(fixture.now.seconds),
                "nonce": .text(nonce),
            ]
            if let token { claims["ath"] = .text(Base64URL.encode(Array(SHA256.hash(data: Array(token.utf8))))) }
            for (name, value) in changes { claims[name] = value }
            let members = claims.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value.json)" }
            let shown = (jwk ?? key.verifyingKey.publicJWK).map { ",\"jwk\":" + String(decoding: $0, as: UTF8.self) } ?? ""
            let header = "{\"alg\":\"\(key.algorithm.rawValue)\",\"typ\":\"\(type)\"\(shown)\(kid.map { ",\"kid\":\"\($0)\"" } ?? "")}"
            let text = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array("{\(members.joined(separator: ","))}".utf8))
            return text + "." + Base64URL.encode(try key.signature(of: Array(text.utf8)))
        }

        func header(_ proof: String, at address: String = DPoPTests.tokenAddress, _ method: String = "POST") -> PossessionHeader? {
            PossessionHeader(proof, method: method, address: address)
        }

        /// The answer to a request at the token endpoint.
        func token(_ pairs: [(String, String)], _ proof: String?) async throws -> JSONValue {
            let parameters = Parameters(pairs.map { (name: $0.0, value: $0.1) })
            let shown = proof.flatMap { header($0) }
            return try JSONValue(
                parsing: await fixture.provider.token(parameters, authorization: nil, proof: shown, at: fixture.now).json)
        }

        func exchange(_ code: String, _ proof: String?) async throws -> JSONValue {
            try await token(
                [
                    ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Fixture.callback),
                    ("code_verifier", Fixture.verifier), ("client_id", fixture.client.id.text), ("client_secret", fixture.secret.exposed),
                ], proof)
        }

        func userInfo(_ token: String, _ proof: String?, scheme: String = "DPoP") async throws -> JSONValue {
            let shown = proof.flatMap { header($0, at: DPoPTests.userInfoAddress, "GET") }
            return try JSONValue(
                parsing: await fixture.provider.userInfo(authorization: scheme + " " + token, proof: shown, at: fixture.now))
        }
    }

    private func bearerRefusal<Value>(_ body: () async throws -> Value) async throws -> BearerRefusal? {
        do {
            _ = try await body()
            return nil
        } catch let refusal as BearerRefusal { return refusal }
    }

    @Test("A proof may call its key by a name, which counts for nothing")
    func named() async throws {
        try await Fixture.with { fixture in
            let holder = try Holder(fixture)
            let tokens = try await holder.exchange(fixture.code(), holder.proof(kid: "mine"))
            #expect(try tokens.claims("access_token")["cnf"]?["jkt"]?.string == holder.thumbprint)
        }
    }

    @Test(
        "A token comes bound to the key that its request proves, and opens only with another proof of it",
        arguments: [Algorithm.es256, .edDSA, .rs256])
    func bound(_ algorithm: Algorithm) async throws {
        try await Fixture.with { fixture in
            let holder = try Holder(fixture, algorithm)
            let tokens = try await holder.exchange(fixture.code(), holder.proof())
            #expect(try tokens.text("token_type") == "DPoP")
            let access = try tokens.text("access_token")
            #expect(try tokens.claims("access_token")["cnf"]?["jkt"]?.string == holder.thumbprint)
            #expect(try await holder.userInfo(access, holder.proof(for: access)).text("sub") == fixture.signedIn.person.text)
            // Stolen, it is worth nothing: neither alone, nor with the thief's own key, nor with a proof of another request or token.
            #expect(try await bearerRefusal { try await holder.userInfo(access, nil, scheme: "Bearer") } == .invalid)
            #expect(try await bearerRefusal { try await holder.userInfo(access, nil) } == .invalid)
            #expect(try await !fixture.accepts(access))
            let thief = try Holder(fixture)
            #expect(try await bearerRefusal { try await holder.userInfo(access, thief.proof(for: access)) } == .wrongProof)
            #expect(try await bearerRefusal { try await holder.userInfo(access, holder.proof(for: access + "x")) } == .wrongProof)
            #expect(try await bearerRefusal { try await holder.userInfo(access, holder.proof(["ath": nil], for: access)) } == .wrongProof)
            let once = try holder.proof(for: access)
            _ = try await holder.userInfo(access, once)
            #expect(try await bearerRefusal { try await holder.userInfo(access, once) } == .wrongProof, "used")
            let seen = try JSONValue(parsing: await fixture.provider.introspect(token: access, by: fixture.client, at: fixture.now))
            #expect(seen["token_type"]?.string == "DPoP" && seen["cnf"]?["jkt"]?.string != nil)
        }
    }

    @Test("A proof needs the server's nonce of the last minutes; a refusal brings the present one")
    func nonces() async throws {
        try await Fixture.with { fixture in
            let holder = try Holder(fixture)
            let code = try await fixture.code()
            #expect(try await refusal { try await holder.exchange(code, holder.proof(["nonce": nil])) } == .useDPoPNonce)
            #expect(try await refusal { try await holder.exchange(code, holder.proof(["nonce": .text("made-up")])) } == .useDPoPNonce)
            let access = try await holder.exchange(code, holder.proof()).text("access_token")
            #expect(
                try await bearerRefusal { try await holder.userInfo(access, holder.proof(["nonce": nil], for: access)) }
                    == .nonce(holder.nonce))
            let early = holder.nonce
            fixture.clock.advance(by: .minutes(5))
            _ = try await holder.userInfo(access, holder.proof(["nonce": .text(early)], for: access))
            fixture.clock.advance(by: .minutes(4))
            fixture.clock.advance(by: .seconds(59))
            #expect(holder.nonce != early)
        }
    }

    @Test("What is no proof of this request, by a public key in its header, of now, gives no token")
    func refused() async throws {
        try await Fixture.with { fixture in
            let holder = try Holder(fixture)
            let now = fixture.now.seconds
            func code(_ proof: @autoclosure () throws -> String) async throws -> OAuthError.Code? {
                let text = try proof()
                return try await refusal { try await holder.exchange("unknown", text) }
            }
            #expect(try await code(try holder.proof()) == .invalidGrant, "the proof itself is right")
            let wrong: [[String: JSONClaim?]] = [
                ["htm": .text("GET")], ["htm": nil], ["htu": .text("https://other.example/oauth/token")], ["htu": nil],
                ["iat": .number(now - 61)], ["iat": .number(now + 61)], ["iat": nil], ["jti": nil], ["jti": .text("")],
            ]
            for changes in wrong { #expect(try await code(try holder.proof(changes)) == .invalidDPoPProof, "\(changes)") }
            #expect(try await code(try holder.proof(["htu": .text(Self.tokenAddress + "?x=1#y")])) == .invalidGrant)
            #expect(try await code(try holder.proof(type: "JWT")) == .invalidDPoPProof)
            #expect(try await code(try holder.proof(jwk: .some(nil))) == .invalidDPoPProof)
            let other = try SigningKey.generate(.es256).verifyingKey.publicJWK
            #expect(try await code(try holder.proof(jwk: .some(other))) == .invalidDPoPProof, "signed by another key than it shows")
            let leaking = try #require(holder.key.verifyingKey.publicJWK).dropLast() + Array(",\"d\":\"AAAA\"}".utf8)
            #expect(try await code(try holder.proof(jwk: .some(Array(leaking)))) == .invalidDPoPProof, "a private key")
            for text in ["x", "a.b.c", try holder.proof() + "x"] { #expect(try await code(text) == .invalidDPoPProof, "\(text.prefix(8))") }
            let once = try holder.proof()
            _ = try await code(once)
            #expect(try await code(once) == .invalidDPoPProof, "used")
        }
    }

    @Test("A code is exchanged with the key that it was made for, and refresh tokens of a public client with theirs")
    func refreshed() async throws {
        try await Fixture.with { fixture in
            let holder = try Holder(fixture)
            let other = try Holder(fixture)
            let code = try await fixture.code(["dpop_jkt": try holder.thumbprint])
            #expect(try await refusal { try await holder.exchange(code, other.proof()) } == .invalidGrant)
            #expect(try await refusal { try await holder.exchange(code, nil) } == .invalidGrant)
            _ = try await holder.exchange(code, holder.proof())
            guard case .failure(.redirect(let bad)) = try await fixture.check(["dpop_jkt": "short"]) else {
                Issue.record("a thumbprint that is none")
                return
            }
            #expect(bad.contains("error=invalid_request"))

            let device = try await Device(fixture)
            let waiting = try await device.begin()
            _ = try await device.decide(waiting, true, as: fixture.signedIn)
            let ask = [
                ("grant_type", Client.GrantType.deviceCode.rawValue), ("device_code", waiting.device), ("client_id", device.client.id.text),
            ]
            let tokens = try await holder.token(ask, holder.proof())
            #expect(try tokens.text("token_type") == "DPoP")
            let refresh = [
                ("grant_type", "refresh_token"), ("refresh_token", try tokens.text("refresh_token")), ("client_id", device.client.id.text),
            ]
            #expect(try await refusal { try await holder.token(refresh, nil) } == .invalidGrant)
            #expect(try await refusal { try await holder.token(refresh, other.proof()) } == .invalidGrant)
            #expect(try await holder.token(refresh, holder.proof()).claims("access_token")["cnf"]?["jkt"]?.string == holder.thumbprint)
        }
    }

    @Test("A client that is registered so gets bound tokens alone, and a bearer token is not taken as a bound one")
    func needed() async throws {
        try await Fixture.with { fixture in
            var registration = ClientRegistration(name: "Job", grantTypes: [.clientCredentials], scopes: [Scope.evaluate])
            registration.needsBoundTokens = true
            let (client, secret) = try await fixture.add(registration)
            let holder = try Holder(fixture)
            let ask = [("grant_type", "client_credentials"), ("client_id", client.id.text), ("client_secret", secret)]
            #expect(try await refusal { try await holder.token(ask, nil) } == .invalidDPoPProof)
            #expect(try await holder.token(ask, holder.proof()).text("token_type") == "DPoP")
            let bearer = try await fixture.tokens().text("access_token")
            #expect(try await bearerRefusal { try await holder.userInfo(bearer, holder.proof(for: bearer)) } == .invalid)
            #expect(try await holder.userInfo(bearer, nil, scheme: "Bearer")["sub"] != nil)
        }
    }
}

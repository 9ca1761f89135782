import Core
import Crypto
import Foundation
import JOSE
import TestSupport
import Testing

extension JOSETests {
    /// Threat 1: a token not fully validated.
    @Suite("Tokens somebody tampered with") struct TokenThreatTests {
        let now = Timestamp(seconds: 1_717_416_000)
        let key: SigningKey
        let keys: KeySet
        let check = TokenCheck(.accessToken, issuer: "https://id.example", audience: "https://api.example")

        init() throws {
            key = try SigningKey.generate(.es256)
            keys = KeySet([key.verifyingKey, try SigningKey.generate(.es256).verifyingKey])
        }

        private func payload(_ change: (inout [String: Any]) -> Void = { _ in }) throws -> [UInt8] {
            var claims: [String: Any] = [
                "iss": "https://id.example", "aud": "https://api.example", "exp": now.seconds + 600, "iat": now.seconds, "sub": "per_1",
            ]
            change(&claims)
            return Array(try JSONSerialization.data(withJSONObject: claims))
        }

        private func refusal(of token: String, _ check: TokenCheck? = nil, keys other: KeySet? = nil) -> TokenRefusal? {
            do throws(TokenRefusal) {
                _ = try (check ?? self.check).claims(of: token, keys: other ?? keys, at: now)
                return nil
            } catch { return error }
        }

        private func forged(header: String, payload: [UInt8], signature: [UInt8] = []) -> String {
            "\(Base64URL.encode(Array(header.utf8))).\(Base64URL.encode(payload)).\(Base64URL.encode(signature))"
        }

        @Test("A token that says what it should is accepted, each kind of key")
        func accepted() throws {
            #expect(refusal(of: try key.sign(payload(), as: .accessToken)) == nil)
            for algorithm in [Algorithm.rs256, .edDSA, .es256] {
                let other = try SigningKey.generate(algorithm)
                let again = try SigningKey(algorithm, privateBytes: other.privateBytes)
                let token = try again.sign(payload(), as: .idToken)
                let check = TokenCheck(.idToken, issuer: "https://id.example", audience: "https://api.example")
                #expect(refusal(of: token, check, keys: KeySet([other.verifyingKey])) == nil)
            }
        }

        @Test("alg none is refused, in any case of letters, with and without a signature", arguments: ["none", "None", "NONE", "nOnE", ""])
        func algNone(name: String) throws {
            for signature in [[], [1, 2, 3]] as [[UInt8]] {
                let token = forged(
                    header: #"{"alg":"\#(name)","typ":"at+jwt","kid":"\#(key.kid)"}"#, payload: try payload(), signature: signature)
                #expect(refusal(of: token) == .algorithm)
            }
        }

        @Test("HMAC keyed with the public key is refused")
        func publicKeyAsSecret() throws {
            let jwk = try #require(key.verifyingKey.publicJWK)
            let header = #"{"alg":"HS256","typ":"at+jwt","kid":"\#(key.kid)"}"#
            let signed = "\(Base64URL.encode(Array(header.utf8))).\(Base64URL.encode(try payload()))"
            let code = HMAC<SHA256>.authenticationCode(for: Array(signed.utf8), using: SymmetricKey(data: jwk))
            #expect(refusal(of: "\(signed).\(Base64URL.encode(Array(code)))") == .algorithm)
            let open = TokenCheck(
                TokenUse(type: "at+jwt", algorithms: Set(Algorithm.allCases)), issuer: "https://id.example", audience: "https://api.example"
            )
            #expect(
                refusal(of: "\(signed).\(Base64URL.encode(Array(code)))", open) == .algorithm,
                "Even where a use allowed it, the key does not")
        }

        @Test("An algorithm this use does not allow is refused, though key and signature fit")
        func swappedAlgorithm() throws {
            let rsa = try SigningKey.generate(.rs256)
            let token = try rsa.sign(payload(), as: .accessToken)
            #expect(refusal(of: token, keys: KeySet([rsa.verifyingKey])) == .algorithm)
        }

        @Test("Another issuer, another audience, none at all")
        func issuerAndAudience() throws {
            #expect(refusal(of: try key.sign(payload { $0["iss"] = "https://id.example/" }, as: .accessToken)) == .issuer)
            #expect(refusal(of: try key.sign(payload { $0["iss"] = nil }, as: .accessToken)) == .claim("iss"))
            #expect(refusal(of: try key.sign(payload { $0["aud"] = "https://other.example" }, as: .accessToken)) == .audience)
            #expect(refusal(of: try key.sign(payload { $0["aud"] = nil }, as: .accessToken)) == .claim("aud"))
            #expect(refusal(of: try key.sign(payload { $0["aud"] = ["https://api.example", 7] }, as: .accessToken)) == .claim("aud"))
            #expect(refusal(of: try key.sign(payload { $0["aud"] = ["x", "https://api.example"] }, as: .accessToken)) == nil)
        }

        @Test("A token without expiry, with a foreign type of it, expired to the second, not yet valid, from the future")
        func times() throws {
            #expect(refusal(of: try key.sign(payload { $0["exp"] = nil }, as: .accessToken)) == .claim("exp"))
            #expect(refusal(of: try key.sign(payload { $0["exp"] = "never" }, as: .accessToken)) == .claim("exp"))
            #expect(refusal(of: try key.sign(payload { $0["exp"] = 1e300 }, as: .accessToken)) == .claim("exp"))
            #expect(refusal(of: try key.sign(payload { $0["exp"] = now.seconds }, as: .accessToken)) == .expired)
            #expect(refusal(of: try key.sign(payload { $0["nbf"] = now.seconds + 61 }, as: .accessToken)) == .notYetValid)
            #expect(refusal(of: try key.sign(payload { $0["iat"] = now.seconds + 61 }, as: .accessToken)) == .notYetValid)
            #expect(refusal(of: try key.sign(payload { $0["iat"] = nil }, as: .accessToken)) == .claim("iat"))
        }

        @Test("An ID token or a logout token is not an access token, nor the other way round")
        func mixedTypes() throws {
            #expect(refusal(of: try key.sign(payload(), as: .idToken)) == .type)
            #expect(refusal(of: try key.sign(payload(), as: .logoutToken)) == .type)
            let idCheck = TokenCheck(.idToken, issuer: "https://id.example", audience: "https://api.example")
            #expect(refusal(of: try key.sign(payload(), as: .accessToken), idCheck) == .type)
            #expect(refusal(of: try key.sign(payload(), as: .logoutToken), idCheck) == .type)
            let untyped = forged(header: #"{"alg":"ES256","kid":"\#(key.kid)"}"#, payload: try payload(), signature: [0])
            #expect(refusal(of: untyped) == .type)
        }

        @Test("Another key's kid, an unknown one, and none where there are several keys")
        func kids() throws {
            let parts = try key.sign(payload(), as: .accessToken).split(separator: ".")
            let body = try #require(Base64URL.decode(parts[1]))
            let signature = try #require(Base64URL.decode(parts[2]))
            let other = try #require(keys.keys[1].kid)
            #expect(
                refusal(of: forged(header: #"{"alg":"ES256","typ":"at+jwt","kid":"\#(other)"}"#, payload: body, signature: signature))
                    == .signature)
            #expect(
                refusal(of: forged(header: #"{"alg":"ES256","typ":"at+jwt","kid":"x"}"#, payload: body, signature: signature))
                    == .unknownKey)
            #expect(refusal(of: forged(header: #"{"alg":"ES256","typ":"at+jwt"}"#, payload: body, signature: signature)) == .unknownKey)
        }

        @Test("A key that the token brings itself is never used")
        func embeddedKey() throws {
            let attacker = try SigningKey.generate(.es256)
            let jwk = String(decoding: try #require(attacker.verifyingKey.publicJWK), as: UTF8.self)
            let token = forged(
                header: #"{"alg":"ES256","typ":"at+jwt","kid":"\#(attacker.kid)","jwk":\#(jwk),"jku":"https://evil.example/jwks"}"#,
                payload: try payload(), signature: [UInt8](repeating: 1, count: 64))
            #expect(refusal(of: token) == .unknownKey)
        }

        @Test("A critical extension nobody here knows is refused", arguments: [#""crit":["exp"]"#, #""crit":[]"#, #""b64":false"#])
        func critical(member: String) throws {
            #expect(refusal(of: forged(header: #"{"alg":"ES256","typ":"at+jwt",\#(member)}"#, payload: try payload())) == .critical)
        }

        @Test("Duplicate members of header and claims are refused, however they are spelt")
        func duplicates() throws {
            #expect(refusal(of: forged(header: #"{"alg":"none","typ":"at+jwt","alg":"ES256"}"#, payload: try payload())) == .malformed)
            #expect(refusal(of: forged(header: #"{"alg":"ES256","\u0061lg":"none"}"#, payload: try payload())) == .malformed)
            let twice = #"{"iss":"https://id.example","iss":"https://evil.example","aud":"https://api.example","exp":9999999999,"iat":1}"#
            #expect(refusal(of: try key.sign(Array(twice.utf8), as: .accessToken)) == .malformed)
        }

        @Test("Every single changed character of a token is noticed")
        func everyCharacter() throws {
            let token = Array(try key.sign(payload(), as: .accessToken).utf8)
            for index in token.indices where token[index] != UInt8(ascii: ".") {
                var changed = token
                changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                #expect(refusal(of: String(decoding: changed, as: UTF8.self)) != nil, "character \(index)")
            }
        }

        @Test(
            "Text that is no compact token is refused unread",
            arguments: ["", ".", "..", "...", "a.b", "a.b.c.d", "e30.e30.", "e30=.e30.e30", " e30.e30.e30", "e30.e30.e30\n"])
        func notTokens(text: String) {
            #expect(refusal(of: text) != nil)
        }

        @Test("A token longer than any of ours is refused unread")
        func tooLong() throws {
            #expect(refusal(of: try key.sign(payload { $0["x"] = String(repeating: "x", count: 16384) }, as: .accessToken)) == .malformed)
        }

        @Test("Deeply nested claims are refused, not recursed into")
        func deep() throws {
            let deep = String(repeating: "[", count: 4000) + String(repeating: "]", count: 4000)
            #expect(throws: JSONValue.Malformed.self) { try JSONValue(parsing: Array(deep.utf8)) }
        }
    }
}

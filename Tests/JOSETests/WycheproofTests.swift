import Core
import Foundation
import JOSE
import TestSupport
import Testing

extension JOSETests {
    @Suite("Wycheproof") struct WycheproofTests {
        /// Vectors that the file calls valid although the key's `alg` contradicts the header (four) or a character is not base64url (two).
        static let strictRefusals: Set<Int> = [346, 347, 350, 351, 372, 373]

        /// Vectors that the file calls invalid because of padding. The padding was stripped from the file, so they are equal to the token
        /// of vector 357, which is valid.
        static let sameAsAValidOne: Set<Int> = [367, 370]

        @Test("Every signature vector gets its published verdict, but for six that a strict verifier refuses")
        func signatures() throws {
            guard let data = Vectors.published("wycheproof/json_web_signature_test.json") else { return }
            var seen = 0
            for (group, test) in try Self.tests(data) {
                let id = try #require(test["tcId"]?.integer)
                let token = test["jws"]?.string ?? ""
                let jwk = group["public"] ?? group["private"] ?? .null
                let verdict = Self.accepts(token, KeySet.of(jwk))
                let called = test["result"]?.string == "valid" || Self.sameAsAValidOne.contains(Int(id))
                let wanted = called && !Self.strictRefusals.contains(Int(id))
                #expect(verdict == wanted, "vector \(id): \(test["comment"]?.string ?? "")")
                seen += 1
            }
            #expect(seen == 401)
        }

        @Test("Every key set vector gets its published verdict")
        func keySets() throws {
            guard let data = Vectors.published("wycheproof/json_web_key_test.json") else { return }
            var seen = 0
            for (group, test) in try Self.tests(data) {
                let id = try #require(test["tcId"]?.integer)
                let keys = try? KeySet(jwks: group["public"] ?? group["private"] ?? .null)
                #expect(Self.accepts(test["jws"]?.string ?? "", keys) == (test["result"]?.string == "valid"), "vector \(id)")
                seen += 1
            }
            #expect(seen == 26)
        }

        @Test(
            "Every raw ECDSA and Ed25519 vector gets its published verdict",
            arguments: [
                ("wycheproof/ecdsa_secp256r1_sha256_p1363_test.json", Algorithm.es256, 262),
                ("wycheproof/ed25519_test.json", Algorithm.edDSA, 151),
            ])
        func raw(file: String, algorithm: Algorithm, count: Int) throws {
            guard let data = Vectors.published(file) else { return }
            var seen = 0
            for (group, test) in try Self.tests(data) {
                let id = try #require(test["tcId"]?.integer)
                let jwk = try group["publicKeyJwk"] ?? Self.jwk(of: #require(group["publicKey"]?["uncompressed"]?.string))
                let message = try #require(Hex.decode(test["msg"]?.string ?? ""))
                let signature = try #require(Hex.decode(test["sig"]?.string ?? ""))
                let verdict = try VerifyingKey(jwk: jwk).isValid(signature, for: message, algorithm: algorithm)
                #expect(verdict == (test["result"]?.string == "valid"), "vector \(id): \(test["comment"]?.string ?? "")")
                seen += 1
            }
            #expect(seen == count)
        }

        /// Some groups give only the point: 04, x, y.
        private static func jwk(of point: String) throws -> JSONValue {
            let bytes = try #require(Hex.decode(point)).dropFirst()
            return .object([
                "kty": .string("EC"), "crv": .string("P-256"), "x": .string(Base64URL.encode(bytes.prefix(32))),
                "y": .string(Base64URL.encode(bytes.suffix(32))),
            ])
        }

        private static func accepts(_ token: String, _ keys: KeySet?) -> Bool {
            guard let keys, let signed = try? SignedToken(token) else { return false }
            return (try? signed.payload(verifiedWith: keys, algorithms: Set(Algorithm.allCases))) != nil
        }

        private static func tests(_ data: Data) throws -> [(group: JSONValue, test: JSONValue)] {
            let file = try JSONValue(parsing: Array(data))
            return (file["testGroups"]?.array ?? []).flatMap { group in (group["tests"]?.array ?? []).map { (group, $0) } }
        }
    }
}

extension KeySet {
    /// A set of one key, or nil if the key is refused.
    static func of(_ jwk: JSONValue) -> KeySet? { (try? VerifyingKey(jwk: jwk)).map { KeySet([$0]) } }
}

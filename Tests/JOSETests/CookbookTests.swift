import Core
import Foundation
import JOSE
import TestSupport
import Testing

extension JOSETests {
    @Suite("The JOSE cookbook") struct CookbookTests {
        @Test(
            "The cookbook's signatures verify, and fail with another payload",
            arguments: ["jose/curve25519-jws.json", "jose/jws-4_1.rsa_v15_signature.json", "jose/jws-4_3.ecdsa_signature.json"])
        func signatures(file: String) throws {
            guard let data = Vectors.published(file) else { return }
            let vector = try JSONValue(parsing: Array(data))
            let key = try VerifyingKey(jwk: #require(vector["input"]?["key"]))
            let token = try #require(vector["output"]?["compact"]?.string)
            let payload = try SignedToken(token).payload(verifiedWith: KeySet([key]), algorithms: [.edDSA, .rs256, .es512])
            #expect(String(decoding: payload, as: UTF8.self) == vector["input"]?["payload"]?.string)
            let parts = token.split(separator: ".")
            let altered = try SignedToken("\(parts[0]).\(Base64URL.encode(Array("else".utf8))).\(parts[2])")
            #expect(throws: TokenRefusal.signature) {
                try altered.payload(verifiedWith: KeySet([key]), algorithms: [.edDSA, .rs256, .es512])
            }
        }

        @Test(
            "The cookbook's keys are read and written again as they were",
            arguments: ["jwk-3_1.ec_public_key", "jwk-3_2.ec_private_key", "jwk-3_3.rsa_public_key", "jwk-3_4.rsa_private_key"])
        func keys(file: String) throws {
            guard let data = Vectors.published("jose/\(file).json") else { return }
            let given = try JSONValue(parsing: Array(data))
            let key = try VerifyingKey(jwk: given)
            let written = try JSONValue(parsing: #require(key.publicJWK))
            for name in ["kty", "crv", "x", "y", "n", "e", "kid"] { #expect(written[name] == given[name], "\(name)") }
            #expect(written["d"] == nil, "A private member must never be written")
        }

        @Test("Thumbprints are those of RFC 7638 section 3.1 and RFC 8037 appendix A.3")
        func thumbprints() throws {
            let rsa = """
                {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECP\
                ebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJ\
                ZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1\
                jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}
                """
            let okp = #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
            #expect(
                try VerifyingKey(jwk: JSONValue(parsing: Array(rsa.utf8))).thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
            #expect(
                try VerifyingKey(jwk: JSONValue(parsing: Array(okp.utf8))).thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        }
    }
}

import Core
import Credentials
import Foundation
import TestSupport
import Testing

private struct TOTPVectors: Decodable {
    let digits: Int
    let period: Int
    let secrets: [String: String]
    let vectors: [Vector]
    enum CodingKeys: String, CodingKey { case digits, period, vectors, secrets = "secrets_ascii" }
    struct Vector: Decodable {
        let time: Int64
        let sha1: String
        let sha256: String
        let sha512: String
        enum CodingKeys: String, CodingKey { case time, sha1 = "SHA1", sha256 = "SHA256", sha512 = "SHA512" }
    }
}

@Suite("One-time codes")
struct TOTPTests {
    private let now = Timestamp(seconds: 1_717_416_000)

    @Test("Every code of RFC 6238, appendix B")
    func published() throws {
        let file = try JSONDecoder().decode(TOTPVectors.self, from: Vectors.own("totp.json"))
        for vector in file.vectors {
            for (algorithm, code) in [(TOTP.Algorithm.sha1, vector.sha1), (.sha256, vector.sha256), (.sha512, vector.sha512)] {
                let secret = Array(try #require(file.secrets[algorithm.rawValue]).utf8)
                let totp = try #require(TOTP(secret: secret, algorithm: algorithm, digits: file.digits, period: file.period))
                #expect(totp.code(at: Timestamp(seconds: vector.time)) == code)
            }
        }
    }

    @Test("A clock one step ahead or behind is fine, two are not")
    func drift() throws {
        let totp = try #require(TOTP.generate())
        let step = totp.step(at: now)
        for offset in -3...3 as ClosedRange<Int64> {
            let accepted = totp.acceptedStep(for: totp.code(step: step + offset), at: now, after: nil)
            #expect((accepted != nil) == (abs(offset) <= 1))
        }
    }

    @Test("A code counts once, and so does every code before it")
    func once() throws {
        let totp = try #require(TOTP.generate())
        let code = totp.code(at: now)
        let step = try #require(totp.acceptedStep(for: code, at: now, after: nil))
        #expect(totp.acceptedStep(for: code, at: now, after: step) == nil)
        #expect(totp.acceptedStep(for: totp.code(step: step - 1), at: now, after: step) == nil)
        #expect(totp.acceptedStep(for: totp.code(step: step + 1), at: now, after: step) == step + 1)
    }

    @Test("A code may be typed with spaces; anything else is wrong")
    func typed() throws {
        let totp = try #require(TOTP.generate())
        let code = totp.code(at: now)
        #expect(totp.acceptedStep(for: "\(code.prefix(3)) \(code.suffix(3))", at: now, after: nil) != nil)
        for wrong in ["", "00000", code + "0", "１２３４５６"] { #expect(totp.acceptedStep(for: wrong, at: now, after: nil) == nil) }
    }

    @Test("What is stored reads back, and nothing else does")
    func stored() throws {
        let totp = try #require(TOTP(secret: Array("12345678901234567890".utf8), algorithm: .sha256, digits: 8, period: 60))
        let back = try #require(TOTP(stored: totp.stored))
        #expect(back.code(step: 5) == totp.code(step: 5))
        #expect(back.stored == totp.stored)
        for text in ["", "SHA1,6,30", "SHA1,99,0,AAAA", "CRC32,6,30,AAAA"] { #expect(TOTP(stored: Array(text.utf8)) == nil) }
        #expect(TOTP(secret: []) == nil)
    }

    @Test("The address for an app escapes what people write in names")
    func address() throws {
        let totp = try #require(TOTP(secret: Array("12345678901234567890".utf8)))
        #expect(
            totp.address(issuer: "A & B", account: "a@b.example").exposed
                == "otpauth://totp/A%20%26%20B:a%40b.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=A%20%26%20B&algorithm=SHA1&digits=6&period=30"
        )
    }
}

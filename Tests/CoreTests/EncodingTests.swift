import Core
import Testing

@Suite("Encodings")
struct EncodingTests {
    @Test("Bytes of every length survive base64url, base 32 and hexadecimal")
    func roundTrips() {
        for length in 0..<70 {
            let bytes = SystemRandom().bytes(length)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
            if length > 0 { #expect(Base32.decode(Base32.encode(bytes)) == bytes) }
        }
    }

    @Test("Base64url that could be written in another way is refused", arguments: ["A", "AB=", "A+B/", "AB", "AAB", "A A"])
    func strictBase64(text: String) { #expect(Base64URL.decode(text) == nil) }

    @Test("An authenticator secret may be written with spaces and in lower case")
    func readableSecrets() { #expect(Base32.decode("jbsw y3dp ehpk 3pxp") == Base32.decode("JBSWY3DPEHPK3PXP")) }

    @Test("What is not base 32 is refused", arguments: ["not base32!", "", "A=B", "0189"])
    func strictBase32(text: String) { #expect(Base32.decode(text) == nil) }

    @Test("What was percent-encoded is read back, and unreserved characters are left as they are")
    func percentRoundTrip() {
        let text = "a b+c/d?e=f&g%h~ü😀"
        #expect(PercentCoding.encode(text) == "a%20b%2Bc%2Fd%3Fe%3Df%26g%25h~%C3%BC%F0%9F%98%80")
        #expect(PercentCoding.decode(PercentCoding.encode(text).utf8, plusIsSpace: true) == text)
        #expect(PercentCoding.decode("a+b".utf8, plusIsSpace: false) == "a+b")
        #expect(PercentCoding.decode("a+b".utf8, plusIsSpace: true) == "a b")
    }

    @Test(
        "A broken escape, invalid UTF-8 and NUL are refused in a value, a name and a form",
        arguments: ["%", "%4", "%zz", "%ff", "%00", "\0"])
    func strictPercent(text: String) {
        #expect(PercentCoding.decode(text.utf8, plusIsSpace: false) == nil)
        #expect(throws: PercentCoding.FormFailure.malformed) { try PercentCoding.pairs(("a=1&b=" + text).utf8, limit: 9) }
        #expect(throws: PercentCoding.FormFailure.malformed) { try PercentCoding.pairs((text + "=1").utf8, limit: 9) }
    }

    @Test("A form keeps its order and repeated names, and has no more pairs than allowed")
    func formPairs() throws {
        let pairs = try PercentCoding.pairs("b=1&a&&b=2%3D&=".utf8, limit: 4)
        #expect(pairs.map(\.name) == ["b", "a", "b", ""] && pairs.map(\.value) == ["1", "", "2=", ""])
        #expect(throws: PercentCoding.FormFailure.tooMany) { try PercentCoding.pairs("a&b&c".utf8, limit: 2) }
    }

    @Test("A bearer token is one word after its scheme, in any case (RFC 6750)")
    func bearer() {
        for header in ["Bearer a.b", "bearer a.b", "BEARER   a.b"] { #expect(BearerToken.read(header)?.exposed == "a.b", "\(header)") }
        for header in ["", "Bearer", "Bearer ", "Bearer a b", "Bearer a ", "Basic a", "Bearera", " Bearer a"] {
            #expect(BearerToken.read(header) == nil, "\(header)")
        }
    }

    @Test("Only a text as long as our tokens is looked up")
    func wellFormedToken() {
        #expect(RandomToken.isWellFormed(SystemRandom().token().exposed))
        for length in [0, 42, 44] { #expect(!RandomToken.isWellFormed(String(repeating: "a", count: length))) }
    }
}

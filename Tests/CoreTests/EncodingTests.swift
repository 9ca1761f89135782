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
}

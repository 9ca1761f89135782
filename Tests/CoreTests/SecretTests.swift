import Core
import Testing

@Suite("Secrets")
struct SecretTests {
    @Test("A secret prints nothing of itself, in whatever way it is printed")
    func prints() {
        let secret = Secret("correct horse")
        var dumped = ""
        dump(["key": secret], to: &dumped)
        for text in [
            "\(secret)", String(describing: secret), String(reflecting: secret), String(describing: Optional(secret) as Any), dumped,
        ] {
            #expect(!text.contains("correct"))
        }
    }

    @Test("What was sealed opens for its purpose alone, and only unchanged")
    func sealing() throws {
        let keyring = try #require(Keyring(keys: [1: SystemRandom().bytes(32)]))
        let sealed = try keyring.seal(Array("seed".utf8), purpose: "totp")
        #expect(try keyring.open(sealed, purpose: "totp") == Array("seed".utf8))
        #expect(throws: Keyring.Unreadable.self) { try keyring.open(sealed, purpose: "signing key") }
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: Keyring.Unreadable.self) { try keyring.open(changed, purpose: "totp") }
        }
    }

    @Test("After a new master key came, old values still open and new ones use it")
    func rotation() throws {
        let old = SystemRandom().bytes(32)
        let new = SystemRandom().bytes(32)
        let before = try #require(Keyring(keys: [1: old]))
        let after = try #require(Keyring(keys: [1: old, 2: new]))
        #expect(try after.open(before.seal([7], purpose: "x"), purpose: "x") == [7])
        #expect(try after.seal([7], purpose: "x").first == 2)
    }

    @Test("A token's hash for one purpose is not its hash for another")
    func purposes() { #expect(TokenHash("t", purpose: .session) != TokenHash("t", purpose: .mailLink)) }
}

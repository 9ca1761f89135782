import Core
import Credentials
import Crypto
import Foundation
import Testing

@Suite("New passwords")
struct PasswordPolicyTests {
    private let policy = PasswordPolicy()

    @Test("Eight characters are enough beside a second factor, fifteen alone")
    func lengths() {
        #expect(policy.objection(to: Secret("xK9#mQ2"), isOnlyFactor: false) == .tooShort(minimum: 8))
        #expect(policy.objection(to: Secret("xK9#mQ2v"), isOnlyFactor: false) == nil)
        #expect(policy.objection(to: Secret("xK9#mQ2vLp4!"), isOnlyFactor: true) == .tooShort(minimum: 15))
        #expect(policy.objection(to: Secret("xK9#mQ2vLp4!zz7"), isOnlyFactor: true) == nil)
    }

    @Test("Long ones are accepted up to 1,024 bytes, spaces and any script too")
    func long() {
        #expect(policy.objection(to: Secret(String(repeating: "quartz vowel ", count: 78)), isOnlyFactor: true) == nil)
        #expect(policy.objection(to: Secret(String(repeating: "é", count: 513)), isOnlyFactor: true) == .tooLong)
        #expect(policy.objection(to: Secret("кириллица и рыба-меч у пруда"), isOnlyFactor: true) == nil)
        #expect(policy.objection(to: Secret("correct horse\0battery staple"), isOnlyFactor: true) == .unusable)
    }

    @Test(
        "What is quickly guessed is refused, the person's own names among it",
        arguments: ["password1234567", "aaaaaaaaaaaaaaaaaaa", "qwertyuiopasdfgh"])
    func guessable(password: String) { #expect(policy.objection(to: Secret(password), isOnlyFactor: true) == .easyToGuess) }

    @Test("A password made of the person's own names is refused, and fine for somebody else")
    func ownNames() {
        let password = Secret("zbigniewkowalczyk")
        #expect(policy.objection(to: password, isOnlyFactor: true) == nil)
        #expect(policy.objection(to: password, known: ["Zbigniew Kowalczyk", "zk@example.com"], isOnlyFactor: true) == .easyToGuess)
    }

    @Test("A password in the operator's file of stolen ones is refused")
    func breached() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "breached-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        let stolen = (0..<500).map { "correct horse battery staple \($0)" }
        let lines = stolen.map { password in
            Insecure.SHA1.hash(data: Data(password.utf8)).map { String(format: "%02X", $0) }.joined() + ":\(password.count)"
        }
        try Data(lines.sorted().joined(separator: "\r\n").utf8).write(to: file)
        let list: BreachedPasswords = try #require(BreachedPasswords(path: file.path))
        let policy = PasswordPolicy(breached: list)
        for password in stolen { #expect(policy.objection(to: Secret(password), isOnlyFactor: true) == .breached) }
        #expect(policy.objection(to: Secret("correct horse battery staple 500"), isOnlyFactor: true) == nil)
        #expect(BreachedPasswords(path: "/etc/hostname") == nil)
    }
}

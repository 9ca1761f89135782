import Core
import Credentials
import Testing

@Suite("Our own password hashes")
struct OwnHashTests {
    private let pool: HashingPool

    init() throws { pool = try HashingPool(threads: 2, parameters: .forTests) }

    @Test("A new hash is over the NFKC form: the same password typed on another keyboard is the same")
    func normalized() async throws {
        let hash = try await pool.hash(Secret("pa\u{308}sswo\u{308}rd \u{FB01}n"))
        #expect(try await pool.verify(password: Secret("p\u{E4}ssw\u{F6}rd fin"), against: hash))
        #expect(try await !pool.verify(password: Secret("passw\u{F6}rd fin"), against: hash))
        #expect(!hash.needsReplacement(by: .forTests))
    }

    @Test("A foreign hash is checked over the bytes as sent")
    func foreignBytes() async throws {
        // python: "md5$salt$" + md5("salt" + "pässwörd", composed)
        let hash = try PasswordHash(parsing: "md5$salt$\(Self.md5OfSaltAndPassword)")
        #expect(try await pool.verify(password: Secret("p\u{E4}ssw\u{F6}rd"), against: hash))
        #expect(try await !pool.verify(password: Secret("pa\u{308}sswo\u{308}rd"), against: hash))
    }

    @Test("A hash made with weaker parameters is replaced, an equal one is not")
    func strengthened() async throws {
        let hash = try await pool.hash(Secret("a password"))
        let stronger = try HashingPool(threads: 1, parameters: Argon2Parameters(memoryKiB: 64, passes: 1))
        #expect(try await pool.replacement(for: hash, verified: Secret("a password")) == nil)
        let better = try #require(try await stronger.replacement(for: hash, verified: Secret("a password")))
        #expect(better.text.contains("m=64,t=1"))
        #expect(try await pool.verify(password: Secret("a password"), against: better))
    }

    @Test("Of a bcrypt password only the first 72 bytes count, before and after it is replaced, and after it is strengthened")
    func first72() async throws {
        let long = Secret(String(repeating: "long", count: 30) + "s7-5")
        let bcrypt = try PasswordHash(parsing: Self.bcryptOfLong)
        let same = Secret(String(repeating: "long", count: 18))
        #expect(try await pool.verify(password: long, against: bcrypt))
        #expect(try await pool.verify(password: same, against: bcrypt))
        let replaced = try #require(try await pool.replacement(for: bcrypt, verified: long))
        let again = try await HashingPool(threads: 1, parameters: Argon2Parameters(memoryKiB: 64, passes: 1))
            .replacement(for: replaced, verified: same)
        for hash in [replaced, try #require(again)] {
            #expect(hash.format == .own)
            #expect(try await pool.verify(password: long, against: hash))
            #expect(try await pool.verify(password: same, against: hash))
            #expect(try await !pool.verify(password: Secret(String(same.exposed.dropLast())), against: hash))
        }
    }

    @Test("A bcrypt password typed by its first 72 bytes alone goes on matching the whole one")
    func exactly72() async throws {
        let bcrypt = try PasswordHash(parsing: Self.bcryptOfLong)
        let replaced = try #require(try await pool.replacement(for: bcrypt, verified: Secret(String(repeating: "long", count: 18))))
        #expect(try await pool.verify(password: Secret(String(repeating: "long", count: 30)), against: replaced))
    }

    @Test(
        "A fast old hash is wrapped: nothing of it rests, the same password still fits, and sign-in replaces it",
        arguments: [
            "{SSHA}gloRmI8LPb78NuTEKEQKTkHwLss2c3p2dkRzdw==", "md5$salt$\(md5OfSaltAndPassword)", "pbkdf2:sha256:1$salt$\(pbkdf2OneRound)",
        ])
    func wrapped(text: String) async throws {
        let weak = try PasswordHash(parsing: text)
        #expect(weak.mustBeWrapped)
        let wrapped = try await pool.wrapping(weak)
        #expect(wrapped.format == .wrapped)
        #expect(!wrapped.mustBeWrapped)
        #expect(wrapped.needsReplacement(by: .forTests))
        #expect(!wrapped.text.contains(text.suffix(20)))
        #expect(try PasswordHash(stored: wrapped.text) == wrapped)
        #expect(try await !pool.verify(password: Secret("wrong"), against: wrapped))
        guard !text.hasPrefix("{") else { return }
        let password = Secret("p\u{E4}ssw\u{F6}rd")
        #expect(try await pool.verify(password: password, against: wrapped))
        let own = try #require(try await pool.replacement(for: wrapped, verified: password))
        #expect(own.format == .own)
        #expect(try await pool.verify(password: password, against: own))
    }

    @Test("A slow old hash stays as it came until its person signs in")
    func notWrapped() async throws {
        let bcrypt = try PasswordHash(parsing: Self.bcryptOfLong)
        #expect(try await pool.wrapping(bcrypt) == bcrypt)
    }

    @Test("A password longer than any that is accepted is wrong without being hashed over")
    func tooLong() async throws {
        let hash = try await pool.hash(Secret("a password"))
        #expect(try await !pool.verify(password: Secret(String(repeating: "a", count: 1_000_000)), against: hash))
    }

    private static let md5OfSaltAndPassword = "8848c5cb9b5d1efcabd6526bad56d2ba"
    private static let pbkdf2OneRound = "4f407a7b53b3a8237cd6e51e69d0c00380bab3b5fee42bc3c1efc31138e7e9ac"
    private static let bcryptOfLong = "$2b$05$abcdefghijklmnopqrstuuq2k4TQmCn6hhwuoqyB97IKyCt9w18ue"
}

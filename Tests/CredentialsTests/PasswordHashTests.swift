import Core
import Credentials
import Foundation
import TestSupport
import Testing

private struct HashVector: Decodable {
    let format: String
    let password: String
    let hash: String
}

@Suite("Foreign password hashes")
struct PasswordHashTests {
    private let pool: HashingPool

    init() throws { pool = try HashingPool(parameters: .forTests) }

    @Test("Every published hash is told by its form, verifies with its password, and with no other")
    func vectors() async throws {
        let vectors = try JSONDecoder().decode([HashVector].self, from: Vectors.own("hashes.json"))
        #expect(vectors.count == 140)
        #expect(Set(vectors.map(\.format)).count == 28)
        for vector in vectors {
            let hash = try PasswordHash(parsing: vector.hash)
            #expect(vector.format.hasPrefix(hash.format.rawValue))
            #expect(try await pool.verify(password: Secret(vector.password), against: hash), "\(vector.hash)")
            for wrong in [vector.password + " ", String(vector.password.dropFirst()), "", vector.password + "\0"] {
                let isSame =
                    hash.format.rawValue.hasPrefix("bcrypt 2") && !wrong.contains("\0")
                    && wrong.utf8.prefix(72).elementsEqual(vector.password.utf8.prefix(72))
                #expect(try await pool.verify(password: Secret(wrong), against: hash) == isSame, "\(vector.hash)")
                // For slow hashes, one wrong password is enough.
                if vector.hash.contains("1000000") || vector.hash.contains("$2b$12$") { break }
            }
            #expect(hash.needsReplacement())
            #expect(try PasswordHash(stored: hash.text) == hash)
        }
    }

    @Test(
        "A hash that no form begins like is unknown",
        arguments: ["cnffjbeq", "", "$2x$10$" + String(repeating: "a", count: 53), "$7$abc", "md5", "$lanyard$nfkc$x"])
    func unknown(text: String) { #expect(throws: HashRejection.unknownHash) { try PasswordHash(parsing: text) } }

    @Test(
        "A hash with a field out of order is unreadable",
        arguments: [
            "$2y$10$tooshort", "$2y$3$" + String(repeating: "a", count: 53), "$2y$10$" + String(repeating: "a", count: 52) + "!",
            "$2y$99$" + String(repeating: "a", count: 53), "$6$rounds=10$salt$" + String(repeating: "a", count: 86),
            "$6$rounds=x$salt$" + String(repeating: "a", count: 86),
            "$6$rounds=5000$" + String(repeating: "s", count: 17) + "$" + String(repeating: "a", count: 86),
            "$argon2id$v=19$m=19456,t=2$c2FsdHNhbHQ$eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXk",
            "$argon2id$v=19$m=-1,t=2,p=1$c2FsdHNhbHQ$eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXk",
            "$argon2id$v=19$m=4,t=2,p=1$c2FsdHNhbHQ$eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXk",
            "pbkdf2_sha256$0$salt$eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=", "pbkdf2_sha256$+1$salt$eHh4",
            "pbkdf2_sha256$1000$salt$eHh4",
            "scrypt:1000:8:1$salt$" + String(repeating: "ab", count: 64), "md5$salt$nothex", "{SSHA}AAAA", "{SSHA}!!!!",
            "pbkdf2:md5:1000$salt$" + String(repeating: "ab", count: 16),
            "$P$6short", "$P$6cB4XnXo4Ba3qHJIjdy9nbb9mX4M.a1 ",
            "md5$" + String(repeating: "s", count: 2000) + "$" + String(repeating: "ab", count: 16),
        ])
    func unreadable(text: String) { #expect(throws: HashRejection.unreadable) { try PasswordHash(parsing: text) } }

    @Test(
        "A hash whose check would stall sign-in is too costly, and the reason names the limit",
        arguments: [
            ("$2y$31$" + String(repeating: "a", count: 53), "bcrypt cost"),
            ("bcrypt_sha256$$2b$20$" + String(repeating: "a", count: 53), "bcrypt cost"),
            ("$6$rounds=999999999$salt$" + String(repeating: "a", count: 86), "round count of 999999999"),
            ("pbkdf2_sha256$2147483647$salt$eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=", "PBKDF2 round count"),
            ("pbkdf2_sha256$99999999999999999999999$salt$eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=", "PBKDF2 round count"),
            ("$argon2id$v=19$m=67108864,t=99,p=1$c2FsdHNhbHQ$eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXk", "memory"),
            ("$argon2id$v=19$m=65536,t=4000000000,p=1$c2FsdHNhbHQ$eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXk", "memory"),
            ("$argon2id$v=19$m=65536,t=1,p=255$c2FsdHNhbHQ$eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXk", "lane count of 255"),
            ("scrypt:1073741824:8:1$salt$" + String(repeating: "ab", count: 64), "memory"),
            ("$scrypt$ln=63,r=8,p=1$c2FsdHNhbHQ$eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXk", "memory"),
            ("scrypt:16384:8:100000$salt$" + String(repeating: "ab", count: 64), "memory"),
            ("$P$ScB4XnXo4Ba3qHJIjdy9nbb9mX4M.a1", "phpass cost"),
        ])
    func tooCostly(text: String, limit: String) throws {
        let rejection = #expect(throws: HashRejection.self) { try PasswordHash(parsing: text) }
        guard case .tooCostly(let why) = rejection else {
            Issue.record("\(text): \(String(describing: rejection))")
            return
        }
        #expect(why.contains(limit))
    }

    @Test("The limits are the operator's to set")
    func limits() throws {
        let hash = "$2b$12$" + String(repeating: "a", count: 53)
        var limits = CostLimits.standard
        #expect(throws: Never.self) { try PasswordHash(parsing: hash, limits: limits) }
        limits.bcryptCost = 11
        #expect(throws: HashRejection.tooCostly("bcrypt cost of 12 is over the limit of 11")) {
            try PasswordHash(parsing: hash, limits: limits)
        }
    }

    @Test("A hash of ours from outside is unknown: nobody hands us a form that only we write")
    func ownFromOutside() async throws {
        let own = try await pool.hash(Secret("a password"))
        #expect(throws: HashRejection.unknownHash) { try PasswordHash(parsing: own.text) }
        #expect(try PasswordHash(stored: own.text) == own)
    }
}

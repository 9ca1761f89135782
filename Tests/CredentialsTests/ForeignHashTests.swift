import Core
import Credentials
import Foundation
import TestSupport
import Testing

/// A value that another library made, with what an operator would say about it.
private struct ForeignVector: Decodable {
    struct Firebase: Decodable {
        let signerKey: String
        let separator: String
        let rounds: Int
        let memoryCost: Int
    }

    let format: String
    let password: String
    let hash: String
    let salt: String?
    let saltPosition: HashSettings.SaltPosition?
    let pepper: String?
    let pepperUse: PasswordTreatment.PepperUse?
    let variants: [PasswordTreatment.Variant]?
    let firebase: Firebase?

    func settings(_ keyring: Keyring) throws -> HashSettings {
        var settings = HashSettings()
        settings.saltPosition = saltPosition
        settings.treatment = PasswordTreatment(variants: Set(variants ?? []))
        if let pepper, let pepperUse {
            settings.treatment = try PasswordTreatment(pepper: Secret(Array(pepper.utf8)), pepperUse, sealedBy: keyring)
        }
        if let firebase {
            let key = try #require(Data(base64Encoded: firebase.signerKey))
            settings.treatment = try PasswordTreatment(pepper: Secret(Array(key)), .key, sealedBy: keyring)
            settings.firebase = FirebaseParameters(
                rounds: firebase.rounds, memoryCost: firebase.memoryCost, saltSeparator: firebase.separator)
        }
        return settings
    }
}

extension HashSettings.SaltPosition: Decodable {}
extension PasswordTreatment.PepperUse: Decodable {}
extension PasswordTreatment.Variant: Decodable {}

@Suite("Password hashes of more systems")
struct ForeignHashTests {
    private let keyring: Keyring
    private let pool: HashingPool

    init() throws {
        keyring = try #require(Keyring(keys: [1: [UInt8](repeating: 7, count: 32)]))
        pool = try HashingPool(parameters: .forTests, keyring: keyring)
    }

    @Test("Every value that another library made is told by its form and verifies, also stored and wrapped, with its password alone")
    func vectors() async throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let vectors = try decoder.decode([ForeignVector].self, from: Vectors.own("foreign-hashes.json"))
        #expect(vectors.count == 201)
        #expect(Set(vectors.map(\.format)).count == 20)
        for vector in vectors {
            let hash = try PasswordHash(parsing: vector.hash, salt: vector.salt ?? "", settings: vector.settings(keyring))
            #expect(hash.format.rawValue == vector.format, "\(vector.hash)")
            let stored = try await pool.wrapping(hash).text
            #expect(try await pool.matches(Secret(vector.password), among: [Secret(stored)]) == [0], "\(vector.hash) stored as \(stored)")
            for wrong in [vector.password + "x", String(vector.password.dropFirst())] {
                // bcrypt counts only 72 bytes.
                let isSame =
                    stored.contains("$2b$05$") && (vector.pepperUse == .prepend || vector.password.utf8.count >= 72)
                    && wrong.count > vector.password.count
                    && (vector.password + (vector.pepper ?? "")).utf8.count >= 72
                let matches = try await pool.matches(Secret(wrong), among: [Secret(stored)])
                #expect(matches == (isSame ? [0] : []), "\(vector.hash)")
                if vector.hash.contains("AAPQ") { break }
            }
            #expect(try PasswordHash(stored: hash.text, keyring: keyring).text == hash.text)
        }
    }

    @Test("A pepper stands in no stored hash, and without the keyring no password matches")
    func pepper() async throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let vectors = try decoder.decode([ForeignVector].self, from: Vectors.own("foreign-hashes.json")).filter { $0.pepper != nil }
        let other = try HashingPool(threads: 1, parameters: .forTests)
        for vector in vectors.prefix(4) {
            let hash = try PasswordHash(parsing: vector.hash, settings: vector.settings(keyring))
            #expect(!hash.text.contains(try #require(vector.pepper)))
            for password in [vector.password, vector.password + "p3pper/=+"] {
                #expect(try await other.matches(Secret(password), among: [Secret(hash.text)]) == [])
            }
        }
    }

    @Test("Two imports of one hash know it again, although each seals the pepper anew")
    func source() throws {
        let hash = "$2b$05$" + String(repeating: "a", count: 53)
        let pepper = Secret(Array("pepper".utf8))
        func settings() throws -> HashSettings {
            HashSettings(treatment: try PasswordTreatment(pepper: pepper, .append, sealedBy: keyring))
        }
        let first = try PasswordHash(parsing: hash, settings: settings())
        let second = try PasswordHash(parsing: hash, settings: settings())
        #expect(first.text != second.text && first.source == second.source)
    }

    @Test("Each further form of a password is part of the cost, for the limit and for the time of a refusal")
    func costs() throws {
        let all = HashSettings(treatment: PasswordTreatment(variants: Set(PasswordTreatment.Variant.allCases)))
        let dear = "$2b$14$" + String(repeating: "a", count: 53)
        #expect(throws: Never.self) { try PasswordHash(parsing: dear) }
        #expect(throws: HashRejection.tooCostly("bcrypt cost of 14 is over the limit of 12")) {
            try PasswordHash(parsing: dear, settings: all)
        }
        let cheap = "$2b$10$" + String(repeating: "a", count: 53)
        #expect(try PasswordHash(parsing: cheap, settings: all).cost == PasswordHash(parsing: cheap).cost * 4)
    }

    @Test("A digest with a salt of its own needs to be told where the salt goes; without one it needs nothing")
    func saltPosition() throws {
        let digest = String(repeating: "0f", count: 20)
        #expect(throws: HashRejection.saltPositionMissing) { try PasswordHash(parsing: digest, salt: "s", settings: HashSettings()) }
        #expect(try PasswordHash(parsing: digest).mustBeWrapped)
    }

    @Test(
        "What only resembles one of these forms is refused",
        arguments: [
            "$y$j9T$abcdefgh$short", "$y$zzT$abcdefgh$" + String(repeating: "a", count: 43), "$apr1$salt$short",
            "$wp$2y$10$short", "$S$Cshort", "{SHA}AAAA", "{PBKDF2_SHA256}AAAA", "{CRYPT}plain", "{bcrypt}{bcrypt}$2b$05$x",
            "sha1$salt$00", "bcrypt$$2b$05$x", "$pbkdf2-sha256$i=1000,l=9$c2FsdHNhbHQ$eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXk",
            "AQAAAAkAAAAyAAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4B6pZWND6zgESBuWiHw", "AQAAAAIAAAAyAAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4A=",
        ])
    func refused(text: String) { #expect(throws: HashRejection.unreadable) { try PasswordHash(parsing: text) } }

    @Test(
        "A form that only we write is not taken from outside",
        arguments: [
            "$digest$sha1,1,$" + String(repeating: "0f", count: 20), "$lanyard-as$nfd$$$2b$05$x", "$firebase-scrypt$ln=14,r=8$Bw$AAAA$AAAA",
        ])
    func ours(text: String) { #expect(throws: HashRejection.unknownHash) { try PasswordHash(parsing: text) } }
}

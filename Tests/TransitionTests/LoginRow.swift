import Core
import Credentials
import Foundation
import Identity
import TestSupport
import Testing

/// A row of `Examples/logins.csv`.
struct LoginRow {
    let product: String
    let email: String
    let password: String
    let factor: String
    let secret: String
    let phone: String
    let outcome: String

    static func all() throws -> [LoginRow] {
        let text = String(decoding: try Vectors.example("logins.csv"), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
            let fields = CSVLine.fields(String(line))
            return LoginRow(
                product: fields[0], email: fields[1], password: fields[2], factor: fields[3], secret: fields[4], phone: fields[5],
                outcome: fields[8])
        }
    }

    var status: Person.Status {
        outcome.hasPrefix("refused") ? .suspended : outcome == "signs in" ? .active : .invited
    }

    func check(_ factors: [SecondFactor], _ keyring: Keyring) throws {
        switch factor {
        case "none": #expect(factors.isEmpty)
        case "sms":
            let number = try #require(PhoneNumber(phone))
            #expect(factors.map(\.method) == [.sms(number)])
        default:
            let only = try #require(factors.first)
            #expect(factors.count == 1)
            guard case .totp(let app) = only.method else {
                Issue.record("\(email) has no authenticator app")
                return
            }
            let generator = try app.generator(of: only.id, keyring)
            let now = Timestamp(seconds: 1_717_416_000)
            let expected = try expected()
            #expect(generator.code(at: now) == expected.code(at: now))
        }
    }

    /// Plain base 32 in the dashboard's rows, JSON in the mail panel's.
    private func expected() throws -> TOTP {
        guard secret.hasPrefix("{") else {
            let bytes = try #require(Base32.decode(secret))
            return try #require(TOTP(secret: bytes))
        }
        let object = try JSONDecoder().decode(Generator.self, from: Data(secret.utf8))
        let bytes = Base32.decode(object.secret) ?? []
        let algorithm = TOTP.Algorithm(rawValue: object.algorithm) ?? .sha1
        return try #require(TOTP(secret: bytes, algorithm: algorithm, digits: object.digits, period: object.period))
    }

    private struct Generator: Decodable {
        let secret: String
        let algorithm: String
        let digits: Int
        let period: Int
    }
}

enum CSVLine {
    static func fields(_ line: String) -> [String] {
        var fields: [String] = [""]
        var isQuoted = false
        var previous: Character?
        for character in line {
            if character == "\"" {
                if !isQuoted, previous == "\"" { fields[fields.count - 1].append("\"") }
                isQuoted.toggle()
            } else if character == ",", !isQuoted {
                fields.append("")
            } else {
                fields[fields.count - 1].append(character)
            }
            previous = character
        }
        return fields
    }
}

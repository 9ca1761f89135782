internal import Core
package import Credentials
internal import Foundation

/// A row of `Examples/logins.csv`: who can sign in where, how, and what must happen.
package struct ExampleLogin: Sendable, CustomStringConvertible {
    package let product: String
    package let email: String
    package let password: String
    /// `none`, `sms` or `totp`.
    package let factor: String
    package let phone: String
    package let role: String
    /// What happens at a sign-in, such as `signs in`.
    package let outcome: String
    private let secret: String

    package var description: String { "\(product) \(email)" }

    package static func all() throws -> [ExampleLogin] {
        let text = String(decoding: try Vectors.example("logins.csv"), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).dropFirst().map { ExampleLogin(fields: fields(of: $0)) }
    }

    private init(fields: [String]) {
        product = fields[0]
        email = fields[1]
        password = fields[2]
        factor = fields[3]
        secret = fields[4]
        phone = fields[5]
        role = fields[6]
        outcome = fields[8]
    }

    /// The authenticator app: its secret is plain base 32 in the dashboard's rows, and JSON in the mail panel's. nil if it is neither.
    package var generator: TOTP? {
        guard secret.hasPrefix("{") else { return Base32.decode(secret).flatMap { TOTP(secret: $0) } }
        guard let app = try? JSONDecoder().decode(App.self, from: Data(secret.utf8)), let bytes = Base32.decode(app.secret),
            let algorithm = TOTP.Algorithm(rawValue: app.algorithm)
        else { return nil }
        return TOTP(secret: bytes, algorithm: algorithm, digits: app.digits, period: app.period)
    }

    private struct App: Decodable {
        let secret: String
        let algorithm: String
        let digits: Int
        let period: Int
    }

    private static func fields(of line: Substring) -> [String] {
        var fields = [""]
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

import Core
import Credentials
import Foundation
import SQL
import TestSupport
import Testing

@testable import Lanyard

/// A row of `Examples/logins.csv`: who can sign in where, how, and what must happen.
struct ImportedLogin: Sendable, CustomStringConvertible {
    let product: String
    let email: String
    let password: String
    let factor: String
    let secret: String
    let phone: String
    let role: String
    let outcome: String
    var description: String { "\(product) \(email)" }

    static func all() throws -> [ImportedLogin] {
        let text = String(decoding: try Vectors.example("logins.csv"), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
            let fields = fields(of: String(line))
            return ImportedLogin(
                product: fields[0], email: fields[1], password: fields[2], factor: fields[3], secret: fields[4], phone: fields[5],
                role: fields[6], outcome: fields[8])
        }
    }

    /// Some logins of every product, second factor and outcome. All logins if LANYARD_ALL_LOGINS is set.
    static func sample(_ each: Int) throws -> [ImportedLogin] {
        let all = try all()
        if ProcessInfo.processInfo.environment["LANYARD_ALL_LOGINS"] != nil { return all }
        let kinds = Dictionary(grouping: all) { "\($0.product) \($0.factor) \($0.outcome)" }
        return kinds.sorted { $0.key < $1.key }.flatMap { $0.value.prefix(each) }
    }

    /// The current code of the second factor, as this person would read it.
    func code(_ server: RunningServer) async throws -> String {
        if factor == "sms" {
            let phone = phone
            let text: String? = try await server.installation.database.read { tx in
                try tx.first("SELECT text_body FROM outbox WHERE recipient = \(phone) ORDER BY id DESC LIMIT 1")?["text_body"]
            }
            return String(try #require(text).prefix(6))
        }
        return try generator().code(at: server.clock.now())
    }

    /// Plain base 32 in the dashboard's rows, JSON in the mail panel's.
    private func generator() throws -> TOTP {
        guard secret.hasPrefix("{") else { return try #require(TOTP(secret: Base32.decode(secret) ?? [])) }
        let object = try JSONDecoder().decode(Generator.self, from: Data(secret.utf8))
        return try #require(
            TOTP(
                secret: Base32.decode(object.secret) ?? [], algorithm: TOTP.Algorithm(rawValue: object.algorithm) ?? .sha1,
                digits: object.digits, period: object.period))
    }

    private struct Generator: Decodable {
        let secret: String
        let algorithm: String
        let digits: Int
        let period: Int
    }

    private static func fields(of line: String) -> [String] {
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

extension RunningServer {
    func address(of product: String) -> String { product == "mail" ? mail : dashboard }

    /// Signs in at the product and returns the page after the last step: the product's page, or the offer to join.
    func signIn(_ browser: Browser, _ login: ImportedLogin, password: String? = nil) async throws -> Page {
        try await signIn(
            browser, at: address(of: login.product) + "/", as: login.email, password: password ?? login.password,
            code: login.factor == "none" ? nil : { try await login.code(self) })
    }
}

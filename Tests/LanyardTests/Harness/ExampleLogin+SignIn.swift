import Core
import Credentials
import Foundation
import Outbox
import SQL
import TestSupport
import Testing
import Web

@testable import Lanyard

extension ExampleLogin {
    /// Some logins of every product, second factor and outcome. All logins if LANYARD_ALL_LOGINS is set.
    static func sample(_ each: Int) throws -> [ExampleLogin] {
        let all = try all()
        if ProcessInfo.processInfo.environment["LANYARD_ALL_LOGINS"] != nil { return all }
        let kinds = Dictionary(grouping: all) { "\($0.product) \($0.factor) \($0.outcome)" }
        return kinds.sorted { $0.key < $1.key }.flatMap { $0.value.prefix(each) }
    }

    /// The current code of the second factor, as this person would read it.
    func code(_ server: RunningServer) async throws -> String {
        if factor == "sms" {
            let phone = phone
            let keyring = server.installation.keyring
            let sent = try await server.installation.database.read { tx in
                try tx.newestMessages(limit: 50, openedBy: keyring).first { $0.recipient == phone }
            }
            return String(try #require(sent).text.prefix(6))
        }
        return try #require(generator).code(at: server.clock.now())
    }
}

extension RunningServer {
    func address(of product: String) -> String { product == "mail" ? mail : dashboard }

    /// Signs in at the product and returns the page after the last step: the product's page, or the offer to join.
    func signIn(_ browser: Browser, _ login: ExampleLogin, password: String? = nil) async throws -> Page {
        try await signIn(
            browser, at: CommonPath.home.at(address(of: login.product)), as: login.email, password: password ?? login.password,
            code: login.factor == "none" ? nil : { try await login.code(self) })
    }
}

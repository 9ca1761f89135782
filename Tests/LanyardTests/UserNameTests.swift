import Core
import Foundation
import IDSite
import SQL
import TestSupport
import Testing
import Transition

@testable import Lanyard

@Suite("Signing in by a user name", .onEveryDatabase)
struct UserNameTests {
    @Test("Whoever typed a name at the old product types it here; without an address they are asked for one inside")
    func signsIn() async throws {
        try await RunningServer.with { server in
            let start = try await Browser().get(server.dashboard + "/")
            #expect(start.body.contains("type=\"email\""), "nobody has a user name yet")
            let folder = FileManager.default.temporaryDirectory.appending(path: "lanyard-names-\(UUID())")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let file = folder.appending(path: "users.csv")
            // bcrypt of "hunter2".
            let hash = "$2b$04$abcdefghijklmnopqrstuuV3duMsC0HpUex6N9qapiuOHHWkwRXVm"
            try Data("id,login,email,hash\n1,ada.berg,,\(hash)\n2,bo,bo@names.example,\(hash)\n".utf8).write(to: file)
            let mapping = try Mapping(
                file: "m.yaml",
                text: """
                    product: dashboard
                    id: id
                    login: login
                    email: email
                    role: {constant: administrator}
                    account: {constant: names}
                    password: {hash: hash}
                    """)
            let files = ExportFiles(.mapped(.csv, mapping), people: file.path)
            #expect(try await server.installation.importer().run(files).imported == 2)

            let browser = Browser()
            let page = try await server.signIn(browser, at: server.dashboard + "/", as: "Ada.Berg", password: "hunter2")
            #expect(page.url.hasPrefix(server.dashboard), "\(page.url): \(page.text.prefix(300))")
            #expect(page.status == 200)
            let home = try await browser.get(server.id + "/")
            #expect(home.text.contains("You have no e-mail address here"))
            #expect(home.text.contains("User name ada.berg"), "\(home.text)")
            let users = try await browser.get(server.dashboard + "/users")
            #expect(users.status == 200)
            #expect(users.text.contains("ada.berg"), "\(users.text.prefix(500))")

            try await forgetsPassword(server)
            let other = Browser()
            let wrong = try await server.signIn(other, at: server.dashboard + "/", as: "ada.berg", password: "hunter3")
            #expect(wrong.status == 422)
            let nobody = try await server.signIn(Browser(), at: server.dashboard + "/", as: "nobody.here", password: "hunter2")
            #expect(nobody.status == 422)
            #expect(nobody.text.contains("nobody.here"))
            let byAddress = try await server.signIn(Browser(), at: server.dashboard + "/", as: "bo@names.example", password: "hunter2")
            #expect(byAddress.url.hasPrefix(server.dashboard))
        }
    }

    /// By their user name too: the link goes to the login's own address, and every name gets the same answer.
    private func forgetsPassword(_ server: RunningServer) async throws {
        var pages: [String] = []
        for name in ["bo", "ada.berg", "nobody.here"] {
            let browser = Browser()
            let page = try await browser.get(RecoveryPath.forgotPassword.at(server.id))
            let answer = try await browser.submit(try #require(page.form(with: "address")), ["address": name])
            #expect(answer.status == 200, "\(answer.text)")
            pages.append(answer.text.replacing(" \(name) ", with: " NAME "))
        }
        #expect(Set(pages).count == 1, "\(pages)")
        let mails = try await server.installation.database.read { tx in
            try tx.rows("SELECT recipient FROM outbox").map { try $0["recipient"] as String }
        }
        #expect(mails == ["bo@names.example"])
    }
}

import Core
import IDSite
import TestSupport
import Testing
import TransitionSite

@testable import Lanyard

@Suite("Imported logins over HTTP", .onEveryDatabase)
struct ImportedLoginsTests {
    @Test("Every imported login does what it did at its old product")
    func logins() async throws {
        try await RunningServer.with(example: true) { server in
            for login in try ExampleLogin.sample(DatabaseKind.current == .sqlite ? 6 : 2) {
                switch login.outcome {
                case "signs in": try await signsIn(login, server)
                case "sets a password by e-mail first": try await setsPassword(login, server)
                default: try await isRefused(login, server)
                }
            }
        }
    }

    private func signsIn(_ login: ExampleLogin, _ server: RunningServer) async throws {
        let browser = Browser()
        let wrong = try await server.signIn(browser, login, password: "x" + login.password)
        #expect(wrong.status == 422, "\(login)")
        var page = try await server.signIn(browser, login)
        if page.place.hasPrefix("/join") { page = try await browser.submit(try #require(page.form(to: JoinPath.postponement))) }
        #expect(page.url.hasPrefix(server.address(of: login.product)), "\(login) ended at \(page.url): \(page.text.prefix(200))")
        #expect(page.status == 200, "\(login): \(page.text.prefix(200))")
    }

    private func isRefused(_ login: ExampleLogin, _ server: RunningServer) async throws {
        let browser = Browser()
        let page = try await server.signIn(browser, login)
        #expect(page.status == 403, "\(login)")
        #expect(page.text.contains("suspended"), "\(login)")
        #expect(browser.cookie("lanyard_id") == nil)
    }

    private func setsPassword(_ login: ExampleLogin, _ server: RunningServer) async throws {
        let browser = Browser()
        #expect(try await server.signIn(browser, login, password: "any password at all").status == 422, "\(login)")
        let page = try await browser.get(RecoveryPath.forgotPassword.at(server.id))
        _ = try await browser.submit(try #require(page.form(with: "address")), ["address": login.email])
        let inbox = try await browser.get(MailboxPath.list.at(server.id))
        #expect(inbox.text.contains(login.email), "\(login) got no mail")
    }
}

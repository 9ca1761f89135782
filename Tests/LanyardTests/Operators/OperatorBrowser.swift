import Access
import Core
import IDSite
import Identity
import SQL
import TestSupport
import Testing

@testable import Lanyard

extension RunningServer {
    /// People of the example with an authenticator app, or that factor, whose address no other login has, in the order of its file.
    static func appLogin(_ number: Int, factor: String = "totp") throws -> ExampleLogin {
        let all = try ExampleLogin.all()
        let fitting = all.filter { login in
            login.product == "dashboard" && login.factor == factor && login.outcome == "signs in"
                && all.count { $0.email.lowercased() == login.email.lowercased() } == 1
        }
        return try #require(fitting.dropFirst(number).first)
    }

    /// A browser in which somebody with that role on the server's pages is signed in there; nil for no role.
    func operatorBrowser(_ role: RoleID?, _ number: Int = 0) async throws -> Browser {
        let login = try Self.appLogin(number)
        let person = try #require(try await installation.people(named: login.email).first).id
        if let role {
            let now = clock.now()
            try await installation.database.write { try $0.add(Operator(person, as: role, at: now)) }
        }
        let read = clock.now()
        try await installation.database.write { try $0.setLocale(person, to: "en", at: read) }
        let browser = Browser()
        let page = try await signIn(browser, at: id + "/", as: login.email, password: login.password, code: { try await login.code(self) })
        #expect(page.status == 200 && !page.place.hasPrefix("/sign-in"), "\(page.url) \(page.text.prefix(300))")
        return browser
    }
}

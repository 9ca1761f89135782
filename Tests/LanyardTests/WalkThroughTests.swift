import Core
import Dashboard
import ProductKit
import TestSupport
import Testing

@Suite("The whole path over HTTP", .onEveryDatabase)
struct WalkThroughTests {
    @Test("A member signs in with the password they always had, and sees their parts of the dashboard")
    func member() async throws {
        try await RunningServer.with(example: true) { server in
            let browser = Browser()
            let offer = try await server.signIn(browser, at: BillingPath.billing.at(server.dashboard), as: "member@northwind.example")
            let page = try await server.notNow(browser, offer)
            #expect(page.status == 200)
            #expect(page.place == "/billing")
            #expect(try await browser.get(UserPath.list.at(server.dashboard)).status == 403)
        }
    }
}

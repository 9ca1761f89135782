import Audit
import Core
import HTTPTypes
import IDSite
import Identity
import SQL
import TestSupport
import Testing
import Web

@Suite struct SignInPageTests {
    @Test("Address, password and code lead back to where one was going", .onEveryDatabase)
    func whole() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example", app: true)
            let browser = Browser(site)
            await browser.get(SecurityPath.password.query([("x", "1")]))
            #expect(browser.location == "/sign-in?return_to=%2Fsecurity%2Fpassword%3Fx%3D1")
            await browser.follow()
            #expect(browser.has("Step 1 of 2"))
            await browser.post(SignInPath.address, [("address", "Ada@Northwind.example"), ("return_to", "/security/password?x=1")])
            await browser.follow()
            #expect(browser.has("Step 2 of 2") && browser.has("Ada@Northwind.example"))
            await browser.post(SignInPath.password, [("password", TestSite.password)])
            #expect(browser[IDSite.sessionCookie] == nil)
            await browser.follow()
            #expect(browser.has("Step 3 of 3") && browser.has("autocomplete=\"one-time-code\""))
            await browser.post(SignInPath.secondFactor, [("code", try site.code)])
            #expect(browser.location == "/security/password?x=1")
            #expect(browser[IDSite.sessionCookie] != nil)
            await browser.follow()
            #expect(browser.status == 200 && browser.has("Change your password"))
        }
    }

    @Test("An unknown address, a wrong password and a person without one get the same page (threat 13)")
    func same() async throws {
        try await TestSite.with { site in
            try await site.add("known@northwind.example")
            try await site.add("invited@northwind.example", password: nil, status: .invited)
            try await site.add("suspended@northwind.example", status: .suspended)
            var pages: [String: String] = [:]
            for name in ["known", "nobody", "invited", "suspended"] {
                let browser = Browser(site)
                await browser.signIn("\(name)@northwind.example", "a guess")
                let text = browser.page.replacing(/@<wbr>/, with: "@").replacing("\(name)@northwind.example", with: "X")
                    .replacing(/name="_token" value="[^"]*"/, with: "").replacing(/flow=[A-Za-z0-9_-]+/, with: "")
                pages[name] = "\(browser.status)\n\(text)"
            }
            #expect(Set(pages.values).count == 1)
            #expect(pages["known"]?.hasPrefix("422") == true)
        }
    }

    @Test("A wrong code keeps the person at the code, and a guessed page skips nothing (threat 5)")
    func noSkipping() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example", app: true)
            let browser = Browser(site)
            await browser.get(SignInPath.secondFactor)
            #expect(browser.location == "/sign-in")
            await browser.follow()
            #expect(browser.has("Step 1 of 2") && browser.has("Please begin the sign-in here."))
            await browser.signIn("ada@northwind.example")
            await browser.get(CommonPath.home)
            #expect(browser.location?.hasPrefix("/sign-in") == true)
            await browser.get(SignInPath.secondFactor)
            await browser.post(SignInPath.secondFactor, [("code", "12345")])
            #expect(browser.status == 422 && browser.has("That code is not right"))
            #expect(browser[IDSite.sessionCookie] == nil)
        }
    }

    @Test("A return address elsewhere is dropped (threat 4)")
    func openRedirects() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            for bad in [
                "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/%2f/evil.example", "/a/../b",
            ] {
                let browser = Browser(site)
                await browser.signIn("ada@northwind.example", returnTo: bad)
                #expect(browser.location == "/", "\(bad)")
            }
        }
    }

    @Test("A suspended person is told so after the right password alone")
    func suspended() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example", status: .suspended)
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            #expect(browser.status == 403 && browser.has("suspended"))
            #expect(browser[IDSite.sessionCookie] == nil)
        }
    }

    @Test("After five wrong tries the page says how long to wait, and so does Retry-After")
    func limited() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            let browser = Browser(site)
            for _ in 0..<5 { await browser.signIn("ada@northwind.example", "a guess") }
            await browser.signIn("ada@northwind.example")
            #expect(browser.status == 429 && browser.has("5 minutes") && browser.has("href=\"/forgot-password"))
            #expect(browser.headers[.retryAfter] == "300")
        }
    }

    @Test("Where too many are hashing, a kind page asks to come back")
    func overloaded() async throws {
        try await TestSite.with(queueLimit: 0) { site in
            let browser = Browser(site)
            await browser.signIn("nobody@northwind.example")
            #expect(browser.status == 503 && browser.headers[.retryAfter] != nil)
        }
    }

    @Test("No form works without its token, nor with another browser's (threat 15)")
    func forgery() async throws {
        try await TestSite.with { site in
            let browser = Browser(site)
            await browser.get(SignInPath.address)
            await browser.post(SignInPath.address, [("address", "ada@northwind.example")], token: false)
            #expect(browser.status == 403)
            let other = Browser(site)
            await other.get(SignInPath.address)
            other["lanyard_id_form"] = nil
            await other.post(SignInPath.address, [("address", "ada@northwind.example")])
            #expect(other.status == 403)
        }
    }

    @Test("A session planted before the sign-in is not the one afterwards (threat 15)")
    func fixation() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example")
            let browser = Browser(site)
            let planted = SystemRandom().token().exposed
            browser[IDSite.sessionCookie] = planted
            await browser.signIn("ada@northwind.example")
            #expect(browser[IDSite.sessionCookie] != nil && browser[IDSite.sessionCookie] != planted)
        }
    }

    @Test("The asking product is named, and forms may lead to its address alone")
    func asking() async throws {
        let party = AskingParty(name: "Customer Dashboard", product: "dashboard", redirectOrigin: "http://localhost:8081")
        try await TestSite.with(asking: party) { site in
            let browser = Browser(site)
            await browser.get(SignInPath.address(returningTo: "/authorize?client_id=x"))
            #expect(browser.has("Sign in to Customer Dashboard"))
            #expect(browser.headers[.contentSecurityPolicy]?.contains("form-action 'self' http://localhost:8081;") == true)
        }
    }

    @Test("The authorization request is judged until the sign-in has begun, and by none of its steps")
    func judgedOnce() async throws {
        let party = AskingParty(name: "Customer Dashboard", product: "dashboard", redirectOrigin: "http://localhost:8081")
        try await TestSite.with(asking: party) { site in
            try await site.add("ada@northwind.example", app: true)
            let browser = Browser(site)
            let request = "/authorize?client_id=x"
            func isOfParty() -> Bool {
                browser.has("Customer Dashboard")
                    && browser.headers[.contentSecurityPolicy]?.contains("form-action 'self' http://localhost:8081;") == true
            }
            await browser.get(SignInPath.address(returningTo: request))
            await browser.post(SignInPath.address, [("address", "ada@northwind.example"), ("return_to", request)])
            let judged = site.judged.count
            #expect(judged == 2)
            await browser.follow()
            #expect(browser.status == 200 && isOfParty())
            await browser.post(SignInPath.password, [("password", "a guess")])
            #expect(browser.status == 422 && isOfParty())
            #expect(site.judged.count == judged)
            await browser.get(RecoveryPath.forgotPassword)
            #expect(browser.status == 200 && isOfParty())
            await browser.get(SignInPath.password)
            await browser.post(SignInPath.password, [("password", TestSite.password)])
            await browser.follow()
            #expect(browser.status == 200 && isOfParty())
            await browser.post(SignInPath.secondFactor, [("code", "12345")])
            #expect(browser.status == 422 && isOfParty())
            await browser.post(SignInPath.secondFactor, [("code", try site.code)])
            #expect(browser.location == request)
            #expect(site.judged.count == judged)
        }
    }

    @Test("What a person is called is shown, never run (threat 15)")
    func injection() async throws {
        try await TestSite.with { site in
            try await site.add("ada@northwind.example", name: "<script>alert(1)</script>\"'\u{301}")
            let browser = Browser(site)
            await browser.signIn("ada@northwind.example")
            await browser.follow()
            #expect(browser.status == 200)
            #expect(!browser.has("<script>alert"))
            await browser.get(CommonPath.signOut)
            #expect(!browser.has("<script>alert"))
        }
    }
}

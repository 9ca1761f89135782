import Access
import Core
import Foundation
import IDSite
import Identity
import TestSupport
import Testing
import Web

/// Draws every page of the ID. The pages are written to the folder `LANYARD_GALLERY` if it is set, for a look at them.
@Suite struct PicturesOfPages {
    @Test("Every page of the ID has one heading, a title, and no inline style or script")
    func everyPage() async throws {
        let party = AskingParty(name: "Customer Dashboard", product: "dashboard", redirectOrigin: "http://localhost:8081")
        try await TestSite.with(example: true, asking: party) { site in
            let ada = try await site.add("ada@northwind.example", app: true, telephone: true)
            try await site.add("ben@northwind.example", name: "Ben", telephone: true)
            try await site.add("gone@northwind.example", status: .suspended)
            let token = try await site.invite("new@northwind.example", by: ada).exposed
            let browser = Browser(site)
            func look(_ name: String) throws {
                #expect(browser.page.matches(of: /<h1/).count == 1, "\(name)")
                #expect(!browser.page.contains(" style="), "\(name)")
                #expect(browser.page.firstMatch(of: /<script(?![^>]*src=)/) == nil, "\(name)")
                guard let folder = ProcessInfo.processInfo.environment["LANYARD_GALLERY"] else { return }
                let own = browser.page.replacing(/(href|src)="\/assets\/([a-z-]+)\.[0-9a-f]+\.(css|js|svg)"/) {
                    "\($0.1)=\"\($0.2).\($0.3)\""
                }
                try Data(own.utf8).write(to: URL(filePath: folder).appending(path: name + ".html"))
            }
            await browser.get(SignInPath.address)
            try look("sign-in")
            await browser.post(SignInPath.address, [("address", "ada@northwind")])
            try look("sign-in-error")
            await browser.get(SignInPath.address(returningTo: "/authorize?a"))
            try look("sign-in-dashboard")
            await browser.signIn("ada@northwind.example", "a guess", returnTo: "/authorize?a")
            try look("password-wrong")
            await browser.post(SignInPath.password, [("password", TestSite.password)])
            await browser.follow()
            try look("second-factor-app")
            await browser.post(SignInPath.secondFactor, [("code", try site.code)])
            await browser.get(CommonPath.home)
            try look("home")
            await browser.get(SecurityPath.password)
            try look("change-password")
            await browser.get(SecurityPath.authenticatorApp)
            try look("authenticator-app")
            await browser.get(CommonPath.signOut)
            try look("sign-out")
            await browser.get(InvitationPath.invitation(token))
            try look("invitation-stranger")
            await browser.get(CommonPath.signOut)
            await browser.post(CommonPath.signOut, [])
            await browser.follow()
            try look("signed-out")
            await browser.get(InvitationPath.invitation(token))
            try look("invitation-new")
            await browser.signIn("ben@northwind.example")
            await browser.follow()
            try look("second-factor-sms")
            await browser.signIn("gone@northwind.example")
            try look("suspended")
            await browser.get(RecoveryPath.forgotPassword)
            try look("forgot-password")
            await browser.post(RecoveryPath.forgotPassword, [("address", "ben@northwind.example")])
            try look("check-mail")
            await browser.get(RecoveryPath.setPassword(Secret("x")))
            try look("dead-link")
            await browser.get(MailboxPath.list)
            try look("mailbox")
            for _ in 0..<6 { await browser.signIn("nobody@northwind.example", "a guess") }
            #expect(browser.status == 429)
            try look("too-many-tries")
        }
    }
}

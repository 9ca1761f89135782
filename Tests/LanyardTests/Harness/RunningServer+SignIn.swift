import Access
import Core
import Foundation
import Identity
import Testing
import TransitionSite

@testable import Lanyard

extension RunningServer {
    /// Opens the address, signs in page by page, and returns the last page. `code` is called if the person has a second factor.
    @discardableResult
    func signIn(
        _ browser: Browser, at url: String, as email: String, password: String = RunningServer.password,
        code: (() async throws -> String)? = nil
    ) async throws -> Page {
        var page = try await browser.get(url)
        page = try await browser.submit(
            try #require(page.form(with: "address"), "no sign-in at \(page.url): \(page.text.prefix(300))"), ["address": email])
        page = try await browser.submit(
            try #require(page.form(with: "password"), "no password page: \(page.text.prefix(300))"), ["password": password])
        if let code, let form = page.form(with: "code") { page = try await browser.submit(form, ["code": try await code()]) }
        return page
    }

    /// Postpones the offer to join another login, if the page makes it.
    func notNow(_ browser: Browser, _ page: Page) async throws -> Page {
        guard let form = page.form(to: JoinPath.postponement) else { return page }
        return try await browser.submit(form)
    }

    /// The id of something imported, found as the operator's commands do: `acc_10000`, `u100001`.
    func accountID(_ imported: String) async throws -> String { try await installation.account(named: imported).id.text }
    func personID(_ name: String) async throws -> String { try await installation.person(named: name).id.text }
}

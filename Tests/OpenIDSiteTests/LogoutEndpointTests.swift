import Core
import HTTPTypes
import JOSE
import OpenID
import SQL
import TestSupport
import Testing

@Suite("Logout over HTTP") struct LogoutEndpointTests {
    private func isLive(_ site: ProviderSite) async -> Bool {
        await site.send(.get, site.authorizePath(["prompt": "none"])).location?.contains("code=") == true
    }

    @Test("With the session's ID token the session ends, its tokens too, the other clients are told, and the browser goes on")
    func whole() async throws {
        try await ProviderSite.with { site in
            let tokens = try await site.tokens()
            let query = Parameters.encoded([
                ("id_token_hint", try tokens.text("id_token")), ("post_logout_redirect_uri", "https://app.example/out"), ("state", "x"),
            ])
            let answer = await site.send(.get, OpenIDPath.logout.query(encoded: query))
            #expect(answer.location == "https://app.example/out?state=x")
            #expect(answer.headers[values: .setCookie].contains { $0.hasPrefix("lanyard_id=;") })
            #expect(await !isLive(site))
            let refreshed = await site.token([("grant_type", "refresh_token"), ("refresh_token", try tokens.text("refresh_token"))])
            #expect(refreshed.json["error"]?.string == "invalid_grant")
            let info = await site.send(.get, OpenIDPath.userInfo, headers: ["Authorization": "Bearer " + (try tokens.text("access_token"))])
            #expect(info.status == 401)
            let now = site.clock.now()
            let due = try await site.database.write { tx in try tx.claimLogoutDeliveries(at: now).map(\.client) }
            #expect(due == [site.client.id])
        }
    }

    @Test(
        "Without an address it ends on a page of ours, a state or not; without a hint the person says so first",
        arguments: [["id_token_hint", "state"], ["state"], []])
    func noAddress(names: [String]) async throws {
        try await ProviderSite.with { site in
            let hint = try await site.tokens().text("id_token")
            let given = [(name: "id_token_hint", value: hint), (name: "state", value: "x")].filter { names.contains($0.name) }
            let query = Parameters.encoded(given)
            let path = query.isEmpty ? OpenIDPath.logout : OpenIDPath.logout.query(encoded: query)
            if names.contains("id_token_hint") {
                #expect(await site.send(.get, path).location == "/sign-out")
            } else {
                #expect(await site.send(.get, path).status == 200)
                #expect(await isLive(site))
                let confirmed = try await site.submit(OpenIDPath.logoutConfirmation, on: path, [("request", query)])
                #expect(confirmed.location == "/sign-out")
            }
            #expect(await !isLive(site))
        }
    }

    @Test("Without a hint nothing ends until the person says so; a link alone signs nobody out (threat 15)")
    func asked() async throws {
        try await ProviderSite.with { site in
            let query = Parameters.encoded([("client_id", site.client.id.text), ("post_logout_redirect_uri", "https://app.example/out")])
            let page = await site.send(.get, OpenIDPath.logout.query(encoded: query))
            #expect(page.status == 200 && page.text.contains("App asks to sign you out"))
            #expect(page.headers[.contentSecurityPolicy]?.contains("form-action 'self';") == true)
            let forged = await site.send(.post, OpenIDPath.logoutConfirmation, form: Parameters.encoded([("request", query)]))
            #expect(forged.status == 403)
            let crossSite = await site.send(.post, OpenIDPath.logout, form: query)
            #expect(crossSite.location?.hasPrefix("/oauth/logout?") == true)
            #expect(await isLive(site))
            let form = try #require(page.text.firstMatch(of: /name="_token" value="([^"]*)"/)).1
            let cookie = try #require(page.headers[values: .setCookie].first { $0.hasPrefix("lanyard_id_form=") })
            let confirmed = await site.send(
                .post, OpenIDPath.logoutConfirmation, form: Parameters.encoded([("_token", String(form)), ("request", query)]),
                cookies: ["lanyard_id_form": String(cookie.prefix { $0 != ";" }.dropFirst("lanyard_id_form=".count))])
            #expect(confirmed.status == 200 && confirmed.goesOnTo == "https://app.example/out")
            #expect(await !isLive(site))
        }
    }

    @Test("An address that is not registered is never led to (threat 4); the page says why, and what the developer can do")
    func openRedirect() async throws {
        try await ProviderSite.with { site in
            let hint = try await site.tokens().text("id_token")
            let evil = (name: "post_logout_redirect_uri", value: "https://evil.example/")
            let answer = await site.send(.get, OpenIDPath.logout.query(encoded: Parameters.encoded([("id_token_hint", hint), evil])))
            #expect(answer.status == 200 && answer.location == nil)
            #expect(answer.headers[values: .setCookie].contains { $0.hasPrefix("lanyard_id=;") })
            #expect(await !isLive(site))
            #expect(answer.text.contains("You are signed out"))
            #expect(answer.text.contains("App asked to bring you back to an address that is not registered for it"))
            #expect(answer.text.contains("post_logout_redirect_uri"))
            #expect(!answer.text.contains("https://evil.example"))
            let nobody = await site.send(.get, OpenIDPath.logout.query(encoded: Parameters.encoded([evil])), signedIn: false)
            #expect(nobody.status == 200 && nobody.text.contains("did not say which it is") && nobody.text.contains("id_token_hint"))
            #expect(await site.send(.get, OpenIDPath.logout, signedIn: false).location == "/sign-out")
        }
    }
}

import Core
import HTTPTypes
import OpenID
import TestSupport
import Testing

@Suite("A sign-in whose request was sent ahead") struct PushedSignInTests {
    private func push(_ site: ProviderSite, _ client: Client, secret: String? = nil) async throws -> ProviderSite.Answer {
        let query = site.authorizePath(["client_id": client.id.text]).text.drop { $0 != "?" }.dropFirst()
        let more = secret.map { "&" + Parameters.encoded([("client_secret", $0)]) } ?? ""
        return await site.send(.post, OpenIDPath.pushedRequest.text, form: query + more, signedIn: false)
    }

    @Test("From the push over the sign-in and the consent to the code, the browser's address says nothing of it; the page shows the mark")
    func whole() async throws {
        try await ProviderSite.with { site in
            var registration = ClientRegistration.relyingParty("Calendar", redirectURIs: [ProviderSite.callback])
            registration.needsPushedRequests = true
            registration.logoURI = "https://app.example/mark.svg"
            let (client, secret) = try await site.add(registration)
            let uri = try await push(site, client, secret: secret).json.text("request_uri")
            let first = OpenIDPath.authorize.query([("client_id", client.id.text), ("request_uri", uri)]).text
            let toSignIn = await site.send(.get, first, signedIn: false)
            let location = try #require(toSignIn.location)
            #expect(!location.contains("redirect_uri") && !location.contains("app.example"), "\(location)")
            let signIn = await site.send(.get, location, signedIn: false)
            #expect(signIn.text.contains("Sign in to Calendar"))
            let query = location.split(separator: "?", maxSplits: 1).last.map(String.init) ?? ""
            let returnTo = try #require(Parameters(encoded: query)?["return_to"])
            let page = await site.send(.get, returnTo)
            #expect(page.status == 200)
            let policy = try #require(page.headers[.contentSecurityPolicy])
            #expect(policy.contains("img-src 'self' data: https://app.example/mark.svg;"), "\(policy)")
            let mark = "src=\"https://app.example/mark.svg\" alt=\"\" referrerpolicy=\"no-referrer\""
            #expect(page.text.contains(mark))
            let token = String(try #require(page.text.firstMatch(of: /name="_token" value="([^"]*)"/)).1)
            let hidden = try #require(page.text.firstMatch(of: /name="request" value="([^"]*)"/)).1
            let asked = hidden.replacing("&amp;", with: "&")
            #expect(!asked.contains("scope"))
            let cookie = try #require(page.headers[values: .setCookie].first { $0.hasPrefix("lanyard_id_form=") })
            let allowed = await site.send(
                .post, OpenIDPath.consent,
                form: Parameters.encoded([("_token", token), ("decision", "allow"), ("request", String(asked))]),
                cookies: ["lanyard_id_form": String(cookie.prefix { $0 != ";" }.dropFirst("lanyard_id_form=".count))])
            let done = await site.send(.get, try #require(allowed.goesOnTo))
            #expect(done.parameters["code"] != nil && done.parameters["state"] == "st&te", "\(done.location ?? "")")
        }
    }

    @Test("What anybody may send ahead in the name of a client without a secret is counted by network; a secret is not")
    func counted() async throws {
        try await ProviderSite.with { site in
            var registration = ClientRegistration.relyingParty("Page", redirectURIs: [ProviderSite.callback])
            registration.kind = .public
            let (client, _) = try await site.add(registration)
            for _ in 0..<600 { try #require(try await push(site, client).status == 201) }
            let refused = try await push(site, client)
            #expect(refused.status == 429 && refused.headers[.retryAfter] != nil, "\(refused.status) \(refused.text)")
            #expect(try await push(site, site.client, secret: site.secret).status == 201)
            site.clock.advance(by: .minutes(61))
            #expect(try await push(site, client).status == 201)
        }
    }
}

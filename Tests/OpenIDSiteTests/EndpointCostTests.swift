import Core
import HTTPTypes
import OpenID
import SQL
import Schema
import TestSupport
import Testing
import Web

/// What each request at an endpoint waits for, as docs/architecture.md states it. On SQLite alone: on PostgreSQL what is cached is read again
/// after every commit in the server, those of other tests too, so that chance would decide the count there.
@Suite("What the endpoints cost") struct EndpointCostTests {
    @Test("Each request at an endpoint reads and commits as often as the table says, and waits for one commit at most")
    func endpoints() async throws {
        try await TestDatabase.with(.sqlite, IDSchema.migrations) { database in
            let counting = CountingDatabase(database)
            let site = try await ProviderSite(counting)
            var costs = try StepCosts(under: "A request at an endpoint")
            // The first requests fill what is cached: keys and clients.
            _ = try await site.tokens()
            _ = counting.take()
            let code = try #require(await site.send(.get, site.authorizePath()).parameters["code"])
            costs.note("authorization, signed in, answered at once", counting)
            let exchange = [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", ProviderSite.callback),
                ("code_verifier", ProviderSite.verifier),
            ]
            let tokens = await site.token(exchange)
            costs.note("code for tokens", counting)
            #expect(tokens.status == 200)
            let refreshed = await site.token([
                ("grant_type", "refresh_token"), ("refresh_token", try tokens.json.text("refresh_token")),
            ])
            costs.note("refresh", counting)
            #expect(refreshed.status == 200)
            let bearer = ["Authorization": "Bearer " + (try refreshed.json.text("access_token"))]
            let person = await site.send(.get, OpenIDPath.userInfo, signedIn: false, headers: bearer)
            costs.note("userinfo", counting)
            #expect(person.status == 200)
            _ = await site.send(.get, site.authorizePath(), signedIn: false)
            costs.note("authorization, signed out, led to the sign-in", counting)
            try await consent(site, counting, &costs)
            let differences = costs.differences
            #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
            #expect(costs.measured.values.allSatisfy { $0.commits <= 1 })
        }
    }

    private func consent(_ site: ProviderSite, _ counting: CountingDatabase, _ costs: inout StepCosts) async throws {
        let (client, _) = try await site.add(.relyingParty("Elsewhere", redirectURIs: [ProviderSite.callback]))
        let path = site.authorizePath(["client_id": client.id.text])
        _ = await site.send(.get, path)
        _ = counting.take()
        let page = await site.send(.get, path)
        costs.note("authorization, the consent is asked for", counting)
        let token = String(try #require(page.text.firstMatch(of: /name="_token" value="([^"]*)"/)).1)
        let cookie = try #require(page.headers[values: .setCookie].first { $0.hasPrefix("lanyard_id_form=") })
        let form = Parameters.encoded([
            ("_token", token), ("decision", "allow"), ("request", String(path.text.drop { $0 != "?" }.dropFirst())),
        ])
        let cookies = ["lanyard_id_form": String(cookie.prefix { $0 != ";" }.dropFirst("lanyard_id_form=".count))]
        let allowed = await site.send(.post, OpenIDPath.consent, form: form, cookies: cookies)
        costs.note("the consent is given", counting)
        #expect(allowed.goesOnTo != nil)
    }
}

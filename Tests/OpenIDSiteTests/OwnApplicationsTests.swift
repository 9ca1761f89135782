import Access
import Core
import HTTPTypes
import IDSite
import JOSE
import OpenID
import SQL
import TestSupport
import Testing
import Web

/// What a person sees and ends of what others do with their ID.
@Suite("Applications") struct OwnApplicationsTests {
    private struct Foreign {
        let client: Client
        let basic: [String: String]
    }

    private func foreign(_ site: ProviderSite, _ name: String = "Calendar") async throws -> Foreign {
        var registration = ClientRegistration.relyingParty(name, redirectURIs: [ProviderSite.callback])
        registration.scopes.append(Scope.offlineAccess)
        let (client, secret) = try await site.add(registration)
        return Foreign(client: client, basic: ["Authorization": ProviderSite.basic(client.id.text, secret)])
    }

    /// The tokens of a flow in which the person agrees.
    private func tokens(_ site: ProviderSite, _ foreign: Foreign) async throws -> JSONValue {
        let path = site.authorizePath(["client_id": foreign.client.id.text, "scope": "openid email offline_access", "prompt": "consent"])
        let allowed = try await site.submit(
            OpenIDPath.consent, on: path, [("decision", "allow"), ("request", String(path.text.drop { $0 != "?" }.dropFirst()))])
        let done = await site.send(.get, try #require(allowed.goesOnTo))
        let code = try #require(done.parameters["code"])
        let answer = await site.token(
            [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", ProviderSite.callback),
                ("code_verifier", ProviderSite.verifier),
            ], headers: foreign.basic)
        try #require(answer.status == 200, "\(answer.text)")
        return answer.json
    }

    private func status(_ site: ProviderSite, _ tokens: JSONValue) async throws -> Int {
        let bearer = ["Authorization": "Bearer " + (try tokens.text("access_token"))]
        return await site.send(.get, OpenIDPath.userInfo, signedIn: false, headers: bearer).status
    }

    private func refreshed(_ site: ProviderSite, _ tokens: JSONValue, _ foreign: Foreign) async throws -> ProviderSite.Answer {
        await site.token(
            [("grant_type", "refresh_token"), ("refresh_token", try tokens.text("refresh_token"))], headers: foreign.basic)
    }

    @Test("Each is listed with what it may do, since when and when it was last used; a withdrawn one is dead at its next request")
    func withdrawn() async throws {
        try await ProviderSite.with { site in
            let calendar = try await foreign(site)
            let notes = try await foreign(site, "Notes")
            let dead = try await tokens(site, calendar)
            let alive = try await tokens(site, notes)
            site.clock.advance(by: .minutes(1))
            let page = await site.send(.get, AccountsPath.applications)
            #expect(page.text.contains("Calendar") && page.text.contains("see your e-mail address") && !page.text.contains("Not yet"))
            let withdrawal = AccountsPath.withdrawal(calendar.client.id)
            let done = try await site.submit(withdrawal, on: AccountsPath.applications, [])
            #expect(done.status == 303)
            #expect(try await status(site, dead) == 401)
            #expect(try await refreshed(site, dead, calendar).json["error"]?.string == "invalid_grant")
            #expect(try await status(site, alive) == 200)
            let after = await site.send(.get, AccountsPath.applications)
            #expect(!after.text.contains("<h2>Calendar</h2>") && after.text.contains("<h2>Notes</h2>"))
            #expect(try await site.submit(withdrawal, on: AccountsPath.applications, []).status == 404)
            // It asks again, as if it had never been allowed.
            let again = await site.send(.get, site.authorizePath(["client_id": calendar.client.id.text]))
            #expect(again.status == 200 && again.text.contains("Let Calendar use your ID?"))
        }
    }

    @Test("A code from before a withdrawal gives no tokens after it")
    func codeInFlight() async throws {
        try await ProviderSite.with { site in
            let calendar = try await foreign(site)
            _ = try await tokens(site, calendar)
            let code = try #require(
                await site.send(.get, site.authorizePath(["client_id": calendar.client.id.text, "scope": "openid"])).parameters["code"])
            _ = try await site.submit(AccountsPath.withdrawal(calendar.client.id), on: AccountsPath.applications, [])
            let late = await site.token(
                [
                    ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", ProviderSite.callback),
                    ("code_verifier", ProviderSite.verifier),
                ], headers: calendar.basic)
            #expect(late.status == 400)
        }
    }

    @Test("Those that go on end from the very browser in which they were allowed, too")
    func endedFromOwnBrowser() async throws {
        try await ProviderSite.with { site in
            let calendar = try await foreign(site)
            let goesOn = try await tokens(site, calendar)
            _ = try await site.addSession(token: String(repeating: "o", count: 43))
            _ = try await site.submit(SessionPath.endOthers, on: SessionPath.list, [("applications", "end")])
            #expect(try await refreshed(site, goesOn, calendar).status == 400)
            #expect(await site.send(.get, SessionPath.list).status == 200)
        }
    }

    @Test("To a client that may show no page, whoever asked to be deleted is signed out")
    func leaving() async throws {
        try await ProviderSite.with { site in
            let person = site.person
            try await site.database.write { try $0.run("UPDATE people SET status = 'leaving' WHERE id = \(person)") }
            let now = site.clock.now()
            try await site.database.write { tx in
                try tx.run("INSERT INTO deletions (person_id, requested_at, erase_at) VALUES (\(person), \(now), \(now))")
            }
            let silent = await site.send(.get, site.authorizePath(["prompt": "none"]))
            #expect(silent.parameters["error"] == "login_required")
            #expect(await site.send(.get, site.authorizePath()).location?.hasPrefix("/leaving") == true)
        }
    }

    @Test("The sessions say what is open in each; ending the others asks about applications that go on, and obeys")
    func sessions() async throws {
        try await ProviderSite.with { site in
            let calendar = try await foreign(site)
            let goesOn = try await tokens(site, calendar)
            let page = await site.send(.get, SessionPath.list)
            #expect(page.text.contains("Calendar") && page.text.contains("This browser"))
            let other = try await site.addSession(token: String(repeating: "o", count: 43))
            #expect(await site.send(.get, SessionPath.list).text.contains("Calendar otherwise goes on"))
            // From the other browser: the session that the application belongs to ends, it goes on.
            func endOthers(_ fields: [(String, String)]) async throws {
                let answer = try await site.submit(SessionPath.endOthers, on: SessionPath.list, fields, session: other)
                #expect(answer.status == 303)
            }
            try await endOthers([])
            #expect(await site.send(.get, SessionPath.list).status == 303, "the session of this browser has ended")
            let next = try await refreshed(site, goesOn, calendar)
            #expect(next.status == 200)
            try await endOthers([("applications", "end")])
            #expect(try await refreshed(site, next.json, calendar).status == 400)
        }
    }
}

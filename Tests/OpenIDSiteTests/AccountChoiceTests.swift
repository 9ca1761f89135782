import Access
import Core
import HTTPTypes
import OpenID
import SQL
import TestSupport
import Testing
import Web

@Suite("Choosing an account") struct AccountChoiceTests {
    /// A client that needs an account, and a person in that many.
    private func with(accounts: [String], _ body: (ProviderSite, Client, [AccountID]) async throws -> Void) async throws {
        try await ProviderSite.with { site in
            var registration = ClientRegistration.relyingParty("Calendar", redirectURIs: [ProviderSite.callback])
            registration.needsAccount = true
            let (client, _) = try await site.add(registration)
            let person = site.person
            let now = site.clock.now()
            let catalog = try ProviderSite.catalog()
            let made = try await site.database.write { tx in
                let work = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                return try accounts.map { try work.openAccount(named: $0, products: ["dashboard"], first: person).id }
            }
            try await body(site, client, made)
        }
    }

    private func ask(_ site: ProviderSite, _ client: Client, _ more: [String: String?] = [:]) async -> ProviderSite.Answer {
        await site.send(.get, site.authorizePath(["client_id": client.id.text].merging(more) { $1 }))
    }

    @Test("Whoever has several chooses one, whoever has one is not asked, and whoever has none comes back refused", .onEveryDatabase)
    func choosing() async throws {
        try await with(accounts: ["Northwind", "Elsewhere & co"]) { site, client, accounts in
            let page = await ask(site, client)
            #expect(page.status == 200 && page.text.contains("Choose an account") && page.text.contains("Elsewhere &amp; co"))
            let silent = await ask(site, client, ["prompt": "none"])
            #expect(silent.parameters["error"] == "interaction_required")
            let chosen = await ask(site, client, ["account": accounts[0].text])
            #expect(chosen.text.contains("Northwind") && !chosen.text.contains("Choose an account"))
        }
        try await with(accounts: ["Northwind"]) { site, client, accounts in
            let next = await ask(site, client)
            #expect(next.location?.contains("account=" + accounts[0].text) == true)
        }
        try await with(accounts: []) { site, client, _ in
            let refused = await ask(site, client)
            #expect(refused.parameters["error"] == "access_denied")
        }
    }
}

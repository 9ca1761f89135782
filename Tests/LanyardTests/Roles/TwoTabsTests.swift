import Access
import Core
import Dashboard
import Identity
import SQL
import TestSupport
import Testing

@testable import Lanyard

/// Threat 20: what another tab chose cannot change what a page of this one is about.
@Suite("Two tabs in two accounts", .serialized)
struct TwoTabsTests {
    @Test("A form acts on the account it was drawn for, and leads on there", .onEveryDatabase)
    func forms() async throws {
        try await RoleWorld.with { world in
            let browser = try await world.ownerOfBoth()
            try await world.open(world.rival, in: browser)
            let tab = try await browser.get(world.server.dashboard + "/users/invite")
            let rename = try await browser.get(world.server.dashboard + "/projects/new")
            try await world.open(world.account, in: browser)
            let sent = try await browser.submit(
                try #require(tab.form(to: "/users/invite")), ["email": "tab@guests.example", "role": "administrator"])
            #expect(
                sent.status == 200 && sent.text.contains("tab@guests.example") && sent.text.contains("Rival"), "\(sent.text.prefix(500))")
            try await world.open(world.account, in: browser)
            _ = try await browser.submit(try #require(rename.form(to: "/projects")), ["name": "Of the first tab"])
            let (invited, opened) = try await world.server.installation.database.read { tx in
                (
                    try tx.rows("SELECT account_id FROM invitations WHERE email = 'tab@guests.example'").map {
                        try $0["account_id"] as AccountID
                    },
                    try tx.rows("SELECT account_id FROM projects WHERE name = 'Of the first tab'").map { try $0["account_id"] as AccountID }
                )
            }
            #expect(invited == [world.rival] && opened == [world.rival])
        }
    }

    @Test("A form of an account that one is no member of any more changes nothing", .onEveryDatabase)
    func left() async throws {
        try await RoleWorld.with { world in
            let browser = try await world.ownerOfBoth()
            try await world.open(world.account, in: browser)
            let tab = try await browser.get(world.server.dashboard + "/projects/new")
            try await world.leave(world.account)
            let sent = try await browser.submit(try #require(tab.form(to: "/projects")), ["name": "Of nobody"])
            #expect(sent.text.contains("Choose an account"))
            #expect(
                try await world.server.installation.database.read {
                    try $0.rows("SELECT id FROM projects WHERE name = 'Of nobody'").isEmpty
                })
        }
    }

    @Test("Files and further pages hold what their page showed: its account and its choice of projects", .onEveryDatabase)
    func links() async throws {
        try await RoleWorld.with { world in
            let browser = try await world.ownerOfBoth()
            try await world.open(world.account, in: browser)
            let dashboard = world.server.dashboard
            let switcher = try #require(try await browser.get(dashboard + "/messages").form(to: "/switch/project"))
            _ = try await browser.submit(switcher, ["project": world.given.id.text])
            let page = try await browser.get(dashboard + "/messages")
            let bill = try await browser.get(dashboard + "/billing")
            let file = try #require(page.links(of: dashboard).first { $0.contains("/messages.csv") })
            let older = try #require(page.links(of: dashboard).first { $0.contains("before=") })
            let ledger = try #require(bill.links(of: dashboard).first { $0.contains("/billing/ledger.csv") })
            let expected = [try await browser.get(file).text, try await browser.get(ledger).text]
            #expect(expected[0].contains("Alerts") && !expected[0].contains("Checkout"))
            try await world.open(world.rival, in: browser)
            #expect([try await browser.get(file).text, try await browser.get(ledger).text] == expected)
            let second = try await browser.get(older)
            #expect(second.status == 200 && second.text.contains("Project Alerts") && second.text.contains("Northwind"))
        }
    }
}

extension RoleWorld {
    /// A browser in which somebody is signed in who is an Administrator of Rival and of Northwind.
    fileprivate func ownerOfBoth() async throws -> Browser {
        let account = account
        try await change { tx, work in
            let owner = try #require(try tx.candidates(for: "owner@rival.example").first?.person.id)
            _ = try work.addMember(owner, to: account, product: "dashboard", role: "administrator")
        }
        return try await browser(as: "owner@rival.example", "dashboard")
    }

    fileprivate func leave(_ account: AccountID) async throws {
        try await change { tx, work in
            let owner = try #require(try tx.candidates(for: "owner@rival.example").first?.person.id)
            let member = try #require(try tx.member(owner, in: account, product: "dashboard"))
            _ = try work.removeMember(member.id, of: account, as: "dashboard")
        }
    }

    private func change(_ body: @escaping @Sendable (Transaction, Administration) throws -> Void) async throws {
        let catalog = server.installation.catalog
        let now = server.installation.clock.now()
        try await server.installation.database.write { tx in
            try body(tx, Administration(tx, catalog: catalog, by: .operatorCommand, at: now))
        }
    }

    /// Chooses the account in the bar, as another tab of the browser would.
    fileprivate func open(_ account: AccountID, in browser: Browser) async throws {
        let page = try await browser.get(server.dashboard + "/switch/account")
        _ = try await browser.submit(try #require(page.form(to: "/switch/account")), ["account": account.text])
    }
}

extension Page {
    fileprivate func links(of origin: String) -> [String] {
        Page.matches("href=\"(/[^\"]*)\"", in: body).map { origin + $0[0].replacing("&amp;", with: "&") }
    }
}

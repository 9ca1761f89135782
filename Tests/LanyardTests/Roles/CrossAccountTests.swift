import API
import Access
import Core
import Dashboard
import Delivery
import IDSite
import MailPanel
import SQL
import TestSupport
import Testing
import Web

@testable import Lanyard

/// Threat 2: every route that names something by its id, called by the owner of another account with the real ids.
@Suite("Across accounts", .serialized)
struct CrossAccountTests {
    /// Routes whose parameter does not belong to an account, each with the reason.
    static let elsewhere: [String: String] = [
        "/assets/:name": "compiled-in files, open to all",
        InvitationPath.invitation.template: "the token is the secret that opens it",
        InvitationPath.person.template: "the token is the secret that opens it",
        InvitationPath.otherID.template: "the token is the secret that opens it",
        MailboxPath.message.template: "the example's mailbox, open to all by its purpose",
    ]

    @Test("Every page that names something by id is as if it did not exist", .onEveryDatabase)
    func pages() async throws {
        try await RoleWorld.with { world in
            let ids = try await world.realIDs()
            for (part, website) in world.server.server.websites where part != .id {
                let product = ProductID(rawValue: part.name)
                let browser = try await world.browser(as: "owner@rival.example", product)
                let token = try world.formToken(of: await browser.get(world.address(of: product) + "/users/invite"))
                // The addresses of the operator's programs open to nobody here: BillingProgramWalkTests.
                for entry in website.entries
                where entry.path.contains(":") && Self.elsewhere[entry.path] == nil && entry.proof != "BillingProgram" {
                    let url = world.address(of: product) + (try world.filled(entry.path, ids, product))
                    let page =
                        entry.method == "GET"
                        ? try await browser.send(OutgoingRequest("GET", url))
                        : try await world.post(browser, url, [("_token", token)] + Self.fields)
                    #expect(page.status == 404, "\(part) \(entry.method) \(entry.path): \(page.status) \(page.text.prefix(200))")
                    #expect(!page.text.contains("Northwind"))
                }
                for (path, field, value) in [
                    ("/switch/account", "account", world.account.text), ("/switch/project", "project", world.given.id.text),
                ] {
                    let page = try await world.post(browser, world.address(of: product) + path, [("_token", token), (field, value)])
                    #expect(page.status == 404, "\(part) \(path)")
                }
            }
        }
    }

    @Test("Every address of the API that names an account is as if it did not exist", .onEveryDatabase)
    func api() async throws {
        try await RoleWorld.with { world in
            let ids = try await world.realIDs()
            let browser = try await world.browser(as: "owner@rival.example", "dashboard")
            let token = try await world.token(browser)
            let website = try #require(world.server.server.website(.id))
            // Clients and catalogs are no account's; their addresses ask for the scope of those who run the server, or keep a product.
            let entries = website.entries.filter {
                $0.path.hasPrefix("/api/v1/") && $0.path.contains(":") && !["ClientManager", "CatalogKeeper"].contains($0.proof)
            }
            #expect(entries.count > 15)
            let body: JSON = ["name": "Mine"]
            for entry in entries {
                let path = try world.filled(entry.path, ids, "dashboard")
                // The answer must be the same for a real and for an unknown account, so that it does not reveal which accounts exist.
                let nothing = path.replacing(world.account.text, with: AccountID(at: Timestamp(seconds: 3)).text)
                let query = entry.path.hasSuffix("role-holders") ? "?area=users" : ""
                let given = ["POST", "PATCH", "PUT"].contains(entry.method) ? RoleWorld.bodies[entry.path] ?? body : nil
                let answer = try await world.call(entry.method, path + query, token: token, given)
                let other = try await world.call(entry.method, nothing + query, token: token, given)
                #expect(answer.status == 404, "\(entry.method) \(entry.path): \(answer.status) \(answer.body)")
                #expect(answer.body["title"] == other.body["title"] && answer.status == other.status)
                let own = path.replacing(world.account.text, with: world.rival.text)
                guard own != APIPath.account(world.rival).text,
                    entry.path.contains(/:(member|grant|group|invitation|project|key|request)/)
                else { continue }
                let inOwn = try await world.call(entry.method, own, token: token, given)
                #expect(inOwn.status == 404, "\(entry.method) \(entry.path) in one's own account: \(inOwn.status)")
            }
        }
    }

    @Test("Another person's session cannot be ended from the ID application")
    func sessions() async throws {
        try await RoleWorld.with(.sqlite) { world in
            let victim = try await world.browser("administrator")
            let person = try world.member("administrator").person
            let rows = try await world.server.installation.database.read {
                try $0.rows("SELECT id FROM sessions WHERE person_id = \(person)")
            }
            let session: SessionID = try #require(rows.first)["id"]
            let browser = try await world.browser(as: "owner@rival.example", "dashboard")
            let home = try await browser.get(CommonPath.home.at(world.server.id))
            let token = try world.formToken(of: home)
            _ = try await world.post(browser, SessionPath.end(session).at(world.server.id), [("_token", token)])
            #expect(try await victim.get(OverviewPath.overview.at(world.server.dashboard)).place == "/overview")
        }
    }

    /// The fields of the products' forms, so that nothing is refused only because a field is missing.
    private static let fields = [
        ("name", "Mine"), ("role", "member"), ("status", "suspended"), ("confirm", "yes"), ("projects", ""), ("last_day", ""),
    ]
}

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
        MailboxPath.message.template: "the example's mailbox, open to all by its purpose",
    ]

    @Test("Every page that names something by id is as if it did not exist", .onEveryDatabase)
    func pages() async throws {
        try await RoleWorld.with { world in
            let ids = try await realIDs(world)
            for (part, website) in world.server.server.websites where part != .id {
                let product = ProductID(rawValue: part.name)
                let browser = try await world.browser(as: "owner@rival.example", product)
                let token = try formToken(of: await browser.get(world.address(of: product) + "/users/invite"))
                for entry in website.entries where entry.path.contains(":") && Self.elsewhere[entry.path] == nil {
                    let url = world.address(of: product) + (try filled(entry.path, ids, product))
                    let page =
                        entry.method == "GET"
                        ? try await browser.send(OutgoingRequest("GET", url))
                        : try await post(browser, url, [("_token", token)] + Self.fields)
                    #expect(page.status == 404, "\(part) \(entry.method) \(entry.path): \(page.status) \(page.text.prefix(200))")
                    #expect(!page.text.contains("Northwind"))
                }
                for (path, field, value) in [
                    ("/switch/account", "account", world.account.text), ("/switch/project", "project", world.given.id.text),
                ] {
                    let page = try await post(browser, world.address(of: product) + path, [("_token", token), (field, value)])
                    #expect(page.status == 404, "\(part) \(path)")
                }
            }
        }
    }

    @Test("Every address of the API that names an account is as if it did not exist", .onEveryDatabase)
    func api() async throws {
        try await RoleWorld.with { world in
            let ids = try await realIDs(world)
            let browser = try await world.browser(as: "owner@rival.example", "dashboard")
            let token = try await world.token(browser)
            let website = try #require(world.server.server.website(.id))
            let entries = website.entries.filter { $0.path.hasPrefix("/api/v1/") && $0.path.contains(":") }
            #expect(entries.count > 15)
            let body: JSON = ["name": "Mine"]
            for entry in entries {
                let path = try filled(entry.path, ids, "dashboard")
                // The answer must be the same for a real and for an unknown account, so that it does not reveal which accounts exist.
                let nothing = path.replacing(world.account.text, with: AccountID(at: Timestamp(seconds: 3)).text)
                let query = entry.path.hasSuffix("role-holders") ? "?area=users" : ""
                let given = ["POST", "PATCH", "PUT"].contains(entry.method) ? Self.bodies[entry.path] ?? body : nil
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
            let token = try formToken(of: home)
            _ = try await post(browser, SessionPath.end(session).at(world.server.id), [("_token", token)])
            #expect(try await victim.get(OverviewPath.overview.at(world.server.dashboard)).place == "/overview")
        }
    }

    /// The fields of the products' forms, so that nothing is refused only because a field is missing.
    private static let fields = [
        ("name", "Mine"), ("role", "member"), ("status", "suspended"), ("confirm", "yes"), ("projects", ""), ("last_day", ""),
    ]
    private static let bodies: [String: JSON] = [
        APIPath.member.template: ["role": "associate"],
        APIPath.grants.template: ["role": "associate"],
        APIPath.memberChanges.template: ["members": ["mem_00000000000000000000000001"], "act": "remove"],
        APIPath.grant.template: ["role": "associate"],
        APIPath.groupGrants.template: ["role": "associate"],
        APIPath.groupGrant.template: ["role": "associate"],
        APIPath.roles.template: ["name": "Mine", "areas": ["users": "view"], "projects": "none"],
        APIPath.role.template: ["name": "Mine"],
        APIPath.twoFactors.template: ["required": false],
        APIPath.reviews.template: ["finding": "idle", "members": .array([.string(MemberID(at: Timestamp(seconds: 3)).text)])],
        APIPath.policies.template: ["sign_in": "any", "others_invite": true],
        APIPath.directoryTokens.template: ["role": "member"],
        APIPath.groupMembers.template: ["member": .string(MemberID(at: Timestamp(seconds: 3)).text)],
        APIPath.invitations.template: ["email": "x@rival.example", "role": "member"],
        APIPath.invitationResends.template: [],
        APIPath.invitationBatches.template: ["invitations": [["email": "x@rival.example", "role": "member"]]],
        APIPath.accessKey.template: ["kept": true],
        APIPath.accessKeys.template: ["name": "Mine", "project": .string(ProjectID(at: Timestamp(seconds: 3)).text)],
        APIPath.accessRequests.template: ["area": "billing"],
        APIPath.approval.template: ["role": "member"],
        APIPath.denial.template: ["note": "No"],
    ]

    /// Real ids of Northwind for every parameter that a route has.
    private func realIDs(_ world: RoleWorld) async throws -> [String: [ProductID: String]] {
        let boss = try await world.token(world.browser("administrator"))
        let sent = try await world.call(
            "POST", APIPath.invitations(world.account), token: boss, ["email": "guest@example.com", "role": "member"])
        let made = try await world.call(
            "POST", APIPath.accessKeys(world.account), token: boss, ["name": "Key", "project": .string(world.given.id.text)])
        let group = try await world.call("POST", APIPath.groups(world.account), token: boss, ["name": "On call"])
        let asked = try await world.call(
            "POST", APIPath.accessRequests(world.account), token: world.token(world.browser("associate")), ["area": "billing"])
        let role = try await world.call(
            "POST", APIPath.roles(world.account), token: boss, ["name": "Auditor", "areas": ["billing": "view"], "projects": "all"])
        let directory = try await world.call("POST", APIPath.directoryTokens(world.account), token: boss, ["role": "member"])
        let dashboard = try world.server.installation.stores.store(of: .dashboard).database
        let messages = try await dashboard.read { try $0.rows("SELECT id FROM messages LIMIT 1") }
        let domain = try await domain(world)
        let grants =
            [
                "dashboard": try #require(try world.member("associate").grants.first).id.text,
                "mail": try #require(try world.member("analyst", "mail").grants.first).id.text,
            ] as [ProductID: String]
        func both(_ id: String) -> [ProductID: String] { ["dashboard": id, "mail": id] }
        return [
            "account": both(world.account.text), "project": both(world.given.id.text),
            "member": ["dashboard": try world.member("associate").id.text, "mail": try world.member("analyst", "mail").id.text],
            "group": both(try #require(group.body["id"]?.string)), "grant": grants,
            "role": both(try #require(role.body["id"]?.string)), "token": both(try #require(directory.body["id"]?.string)),
            "request": both(try #require(asked.body["id"]?.string)),
            "invitation": both(try #require(sent.body["id"]?.string)), "key": both(try #require(made.body["id"]?.string)),
            "message": both(try #require(messages.first)["id"]), "domain": both(domain),
        ]
    }

    /// A sending domain of Northwind, added by its mail admin.
    private func domain(_ world: RoleWorld) async throws -> String {
        let browser = try await world.browser("admin", "mail")
        let form = try #require(try await browser.get(DomainPath.add.at(world.server.mail)).form(to: DomainPath.add))
        let field = try #require(form.fields.first { !$0.name.hasPrefix("_") }?.name)
        let page = try await browser.submit(form, [field: "northwind.example"])
        let path = try #require(Page.matches("/domains/([^/\"]+)/remove", in: page.body).first, "\(page.text.prefix(300))")
        return path[0]
    }

    private func filled(_ path: String, _ ids: [String: [ProductID: String]], _ product: ProductID) throws -> String {
        try path.split(separator: "/").map { part in
            guard part.hasPrefix(":") else { return "/" + part }
            let name = String(part.dropFirst())
            return "/" + PercentCoding.encode(try #require(ids[name]?[product], "no real id for :\(name) of \(path)"))
        }.joined()
    }

    private func formToken(of page: Page) throws -> String {
        let fields = page.forms.flatMap(\.fields)
        return try #require(fields.first { $0.name == "_token" }, "no form at \(page.url): \(page.text.prefix(200))").value
    }

    private func post(_ browser: Browser, _ url: String, _ fields: [(String, String)]) async throws -> Page {
        let body = PercentCoding.query(fields.map { ($0.0, $0.1) })
        let headers = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        return try await browser.send(OutgoingRequest("POST", url, headers: headers, body: Array(body.utf8)))
    }
}

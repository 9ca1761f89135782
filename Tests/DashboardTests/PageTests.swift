import Contract
import Core
import Dashboard
import HTTPTypes
import ProductKit
import SQL
import TestSupport
import Testing
import Web

@Suite("Pages of the dashboard")
struct PageTests {
    /// Everything that a signed-in person can load without changing anything.
    private static let everything = [
        OverviewPath.overview, MessagePath.list, MessagePath.list.query([("status", "not-delivered")]),
        MessagePath.list.query([("words", "code")]), MessagePath.list.query([("number", "+46701234567")]),
        MessagePath.message("c1"),
        MessagePath.message("c2"), MessagePath.file, MessagePath.volume, BillingPath.billing, BillingPath.usage, BillingPath.ledger,
        InvoicePath.list,
        ProjectPath.list,
        ProjectPath.new, ProjectPath.project("prj_checkout"), AccessKeyPath.list, AccessKeyPath.new, AccessKeyPath.revocation("cli_old"),
        UserPath.list, SettingsPath.settings,
    ]

    @Test("Each area opens for the roles that have it, and is a 403 that explains itself for the others", arguments: Role.allCases)
    func areas(role: Role) async throws {
        let row = try role.row()
        try await Served.with(.sqlite, role) { served in
            for (area, level) in row.areas {
                let answer = await served.get("/" + area)
                #expect(answer.status == (level == .nothing ? 403 : 200), "\(row) on \(area)")
                guard level == .nothing else { continue }
                #expect(answer.text.contains(row.name))
                #expect(answer.text.contains("The administrator"), "who can change it")
                #expect(answer.text.contains("action=\"/access-requests\""), "one click asks for it")
            }
            let start = await served.get(CommonPath.home)
            let first = try #require(row.areas.first { $0.level != .nothing }).area
            #expect(start.headers[.location] == "/" + first)
        }
    }

    @Test("Every link and every form of a page leads to a route of the product")
    func links() async throws {
        let entries = CustomerDashboard.table.entries + Website.ownEntries
        try await Served.with(.sqlite, .administrator) { served in
            for path in Self.everything {
                let page = await served.get(path).text
                for found in page.matches(of: /(?:href|action)="(\/[^"?#]*)/) {
                    let parts = found.1.split(separator: "/")
                    let isThere = entries.contains { entry in
                        let pattern = entry.path.split(separator: "/")
                        return pattern.count == parts.count && zip(pattern, parts).allSatisfy { $0.hasPrefix(":") || $0 == $1 }
                    }
                    #expect(isThere, "\(path) leads to \(found.1)")
                }
            }
            #expect(await served.get(BillingPath.billing).text.contains("href=\"\(BillingPath.usage)?_project=\""))
            #expect(await served.get(AccessKeyPath.list).text.contains("href=\"\(AccessKeyPath.revocation("cli_old"))\""))
        }
    }

    @Test("The navigation shows what the role may see and nothing else", arguments: Role.allCases)
    func navigation(role: Role) async throws {
        let row = try role.row()
        try await Served.with(.sqlite, role) { served in
            let first = try #require(row.areas.first { $0.level != .nothing }).area
            let page = await served.get("/" + first)
            for (area, level) in row.areas {
                #expect(page.text.contains("<li><a href=\"/\(area)\"") == (level != .nothing), "\(area)")
            }
        }
    }

    @Test("Whoever lacks Billing meets no price, cost, currency or balance on any page or in any file", .onEveryDatabase)
    func noMoney() async throws {
        for role in Role.allCases {
            let hasBilling = try role.row()["billing"] != .nothing
            try await Served.with(.current, role, assigned: ["prj_checkout", "prj_alerts"]) { served in
                var found = ""
                for path in Self.everything { found += await served.get(path).settled }
                let signs = Served.prices + ["EUR", "250.99", "Balance", "Price", "price", "Cost", "cost", "Invoice 7", "Top-up", "Ledger"]
                let seen = signs.filter { found.contains($0) }
                // A role with Billing sees each of them. This proves that the search can find them.
                #expect(seen == (hasBilling ? signs : []), "\(role)")
            }
        }
    }

    @Test("A page that is loaded twice differs in its form tokens and its reference, and in nothing else")
    func settled() async throws {
        for role in [Role.administrator, .associate] {
            try await Served.with(.sqlite, role) { served in
                for path in Self.everything {
                    let first = await served.get(path)
                    let second = await served.get(path)
                    #expect(first.settled == second.settled, "\(path)")
                    #expect(first.headers[.known("X-Request-ID")] != second.headers[.known("X-Request-ID")])
                }
            }
        }
    }

    @Test("Whoever is given a project does not come to read what was sent under its name before the two were linked (rule 3)")
    func unlinked() async throws {
        try await Served.with(.sqlite, .administrator, linked: false) { served in
            // Whoever sees everything sees them, on every page, and ties them to nothing by that.
            for path in Self.everything { _ = await served.get(path) }
            #expect(await served.get(MessagePath.list).text.contains("href=\"/messages/"))
            let traffic = try await served.database.read { tx in try TrafficProject.all(accounts: ["acc_1", "acc_id"], in: tx) }
            #expect(traffic.allSatisfy { $0.projectID == nil } && !traffic.isEmpty)
        }
        for role in [Role.member, .support, .associate] {
            try await Served.with(.sqlite, role, linked: false) { served in
                #expect(await !served.get(MessagePath.list).text.contains("/messages/c1"))
            }
        }
    }

    @Test("A person sees only assigned projects, on every page and in every file", arguments: [Role.member, .support, .associate])
    func assignedOnly(role: Role) async throws {
        let hasProjects = try role.row()["projects"] != .nothing
        try await Served.with(.sqlite, role, assigned: ["prj_checkout"]) { served in
            var found = ""
            for path in Self.everything { found += await served.get(path).settled }
            for sign in ["Alerts", "alert words", "+46709999999", "/messages/a1"] { #expect(!found.contains(sign), "\(sign)") }
            #expect(found.contains("code for checkout"))
            for id in ["a1", "x1", "nothing", "%2e", "a1%00"] {
                let status = await served.get(MessagePath.message(id)).status
                #expect(status == 404 || status == 400, "\(id)")
            }
            #expect(await served.get(ProjectPath.project("prj_alerts")).status == (hasProjects ? 404 : 403))
        }
    }

    @Test("Whoever was given no project yet is told so, and sees nothing", arguments: [Role.member, .support, .associate])
    func noProjects(role: Role) async throws {
        try await Served.with(.sqlite, role, assigned: []) { served in
            let page = await served.get(MessagePath.list)
            #expect(page.text.contains("No project is yours yet"))
            #expect(!page.text.contains("+46701234567"))
            #expect(await served.get(MessagePath.message("c1")).status == 404)
            let file = await served.get(MessagePath.file).text
            #expect(file.split(separator: "\r\n").count == 1)
        }
    }

    @Test("A change of role counts at the next request")
    func roleChange() async throws {
        try await Served.with(.sqlite, .administrator) { served in
            #expect(await served.get(BillingPath.billing).status == 200)
            try served.id.setRole(.associate)
            #expect(await served.get(BillingPath.billing).status == 403)
            let overview = await served.get(OverviewPath.overview).settled
            #expect(!overview.contains("EUR"))
        }
    }

    @Test("A page asks the ID once")
    func oneCall() async throws {
        try await Served.with(.sqlite, .administrator) { served in
            _ = await served.get(MessagePath.list)
            let before = served.id.calls.count
            for path in [OverviewPath.overview, MessagePath.list, MessagePath.message("c1"), BillingPath.billing, ProjectPath.list] {
                #expect(await served.get(path).status == 200)
            }
            #expect(served.id.calls.count - before == 5)
        }
    }

    @Test("The secret of a new access key is on one page, once, for the one who made it; reloading makes no other key")
    func accessKey() async throws {
        let recorded = try Exchange.first { $0.method == "POST" && $0.path.hasSuffix("/access-keys") }
        let secret = try #require(recorded.answer["client_secret"]?.string)
        try await Served.with(.sqlite, .member) { served in
            let made = await served.post(
                AccessKeyPath.list, from: AccessKeyPath.new,
                [("name", "Order service"), ("project", "prj_checkout"), ("scopes", "messages.read")])
            #expect(made.status == 303 && made.headers[.location] == AccessKeyPath.made.text)
            let cookie = try #require(made.headers[values: .setCookie].first { $0.hasPrefix("lanyard_new_access_key=") })
            #expect(cookie.contains("HttpOnly") && !cookie.contains(secret))
            let sent = String(cookie.prefix { $0 != ";" })
            let page = await served.get(AccessKeyPath.made.text, cookies: sent)
            #expect(page.text.contains(secret) && page.text.contains("Order service, for Checkout"))
            #expect(page.headers[.cacheControl] == "no-store")
            #expect(page.headers[values: .setCookie].contains { $0.hasPrefix("lanyard_new_access_key=;") })
            let again = await served.get(AccessKeyPath.made)
            #expect(again.status == 303 && again.headers[.location] == AccessKeyPath.list.text)
            let changed = await served.get(AccessKeyPath.made.text, cookies: String(sent.dropLast(4)) + "AAAA")
            #expect(changed.status == 303)
            #expect(served.id.calls.filter { $0.hasPrefix("POST") && $0.hasSuffix("/access-keys") }.count == 1)
            #expect(await !served.get(AccessKeyPath.list).text.contains(secret))
            let foreign = await served.post(AccessKeyPath.list, from: AccessKeyPath.new, [("name", "x"), ("project", "prj_alerts")])
            #expect(foreign.status == 404)
        }
    }

    @Test("A taken project name comes back with the form, what was written, and the error beside the field")
    func takenName() async throws {
        try await Served.with(.sqlite, .administrator) { served in
            let answer = await served.post(ProjectPath.list, from: ProjectPath.new, [("name", "Checkout")])
            #expect(answer.status == 409)
            #expect(answer.text.contains("Choose a name that no other project of this account has."))
            #expect(answer.text.contains("value=\"Checkout\""))
        }
    }

    @Test("The empty pages of a new account say the first step, to whoever may take it")
    func firstSteps() async throws {
        try await Served.with(.sqlite, .administrator, lines: []) { served in
            try served.id.forgetProjects()
            for path in [OverviewPath.overview, MessagePath.list, ProjectPath.list] {
                #expect(await served.get(path).text.contains("href=\"\(ProjectPath.new)\""), "\(path)")
            }
        }
        try await Served.with(.sqlite, .support, lines: []) { served in
            try served.id.forgetProjects()
            #expect(await !served.get(MessagePath.list).text.contains("\(ProjectPath.new)"))
        }
    }

    @Test("A project is archived only by whoever writes its name")
    func archive() async throws {
        try await Served.with(.sqlite, .administrator) { served in
            let refused = await served.post(
                ProjectPath.closing("prj_alerts"), from: ProjectPath.project("prj_alerts"), [("confirmation", "Alert")])
            #expect(refused.status == 422)
            #expect(!served.id.calls.contains { $0.hasPrefix("DELETE") })
            let done = await served.post(
                ProjectPath.closing("prj_alerts"), from: ProjectPath.project("prj_alerts"), [("confirmation", " alerts\u{200B}")])
            #expect(done.status == 303)
            #expect(served.id.calls.contains("DELETE /api/v1/accounts/acc_id/projects/prj_alerts"))
        }
    }

    @Test("Nothing is changed by a form without its token")
    func formToken() async throws {
        try await Served.with(.sqlite, .administrator) { served in
            let answer = await served.post(ProjectPath.list, from: Path("/health/live"), [("name", "Checkout")])
            #expect(answer.status == 403)
            #expect(!served.id.calls.contains { $0.hasPrefix("POST") })
        }
    }

    @Test("An account without messages begins with the steps that its reader may take, those that are done ticked")
    func stepsTicked() async throws {
        try await Served.with(.current, .administrator, lines: []) { served in
            let page = await served.get(OverviewPath.overview).text
            for step in ["Make a project", "Make an access key", "Send the first message", "Invite the others"] {
                #expect(page.contains(step))
            }
            #expect(page.components(between: "badge good", and: "</span>").count == 3, "there are a project, a key and people")
            try served.id.setRole(.associate)
            let other = await served.get(OverviewPath.overview).text
            #expect(other.contains("Make an access key") && !other.contains("Invite the others"))
        }
    }
}

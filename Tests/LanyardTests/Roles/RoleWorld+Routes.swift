import API
import Access
import Core
import Delivery
import MailPanel
import SQL
import Testing
import Web

@testable import Lanyard

/// What a walk over the route table needs: real ids for its parameters, and bodies that are complete.
extension RoleWorld {
    /// What is sent to an address of the API; a name alone to all others.
    static let bodies: [String: JSON] = [
        APIPath.member.template: ["role": "associate"],
        APIPath.grants.template: ["role": "associate"],
        APIPath.memberChanges.template: ["members": ["mem_00000000000000000000000001"], "act": "remove"],
        APIPath.grant.template: ["role": "associate"],
        APIPath.groupGrants.template: ["role": "associate"],
        APIPath.groupGrant.template: ["role": "associate"],
        APIPath.roles.template: ["name": "Mine", "areas": ["users": "view"], "projects": "none"],
        APIPath.role.template: ["name": "Mine"],
        APIPath.accessKeySecrets.template: ["old_for_hours": 1],
        APIPath.twoFactors.template: ["required": false],
        APIPath.reviews.template: ["finding": "idle", "members": .array([.string(MemberID(at: Timestamp(seconds: 3)).text)])],
        APIPath.accountMove.template: ["day": "2024-08-01T00:00:00Z"],
        APIPath.confirmations.template: ["act": "delete-old-messages"],
        APIPath.policies.template: ["sign_in": "any", "others_invite": true],
        APIPath.directoryTokens.template: ["role": "member"],
        APIPath.groupMembers.template: ["member": .string(MemberID(at: Timestamp(seconds: 3)).text)],
        APIPath.invitations.template: ["email": "x@rival.example", "role": "member"],
        APIPath.invitationResends.template: [:],
        APIPath.invitationBatches.template: ["invitations": [["email": "x@rival.example", "role": "member"]]],
        APIPath.accessKey.template: ["kept": true],
        APIPath.accessKeys.template: ["name": "Mine", "project": .string(ProjectID(at: Timestamp(seconds: 3)).text)],
        APIPath.accessRequests.template: ["area": "billing"],
        APIPath.approval.template: ["role": "member"],
        APIPath.denial.template: ["note": "No"],
    ]

    /// Real ids of Northwind for every parameter that a route has.
    func realIDs() async throws -> [String: [ProductID: String]] {
        let boss = try await token(browser("administrator"))
        let sent = try await call(
            "POST", APIPath.invitations(account), token: boss, ["email": "guest@example.com", "role": "member"])
        let made = try await call(
            "POST", APIPath.accessKeys(account), token: boss, ["name": "Key", "project": .string(given.id.text)])
        let ofAccount = try await call(
            "POST", APIPath.accessKeys(account), token: token(browser("admin", "mail"), "mail"), ["name": "Key of the account"])
        let group = try await call("POST", APIPath.groups(account), token: boss, ["name": "On call"])
        let asked = try await call(
            "POST", APIPath.accessRequests(account), token: token(browser("associate")), ["area": "billing"])
        let role = try await call(
            "POST", APIPath.roles(account), token: boss, ["name": "Auditor", "areas": ["billing": "view"], "projects": "all"])
        let directory = try await call("POST", APIPath.directoryTokens(account), token: boss, ["role": "member"])
        let dashboard = try server.installation.stores.store(of: .dashboard).database
        let messages = try await dashboard.read { try $0.rows("SELECT id FROM messages LIMIT 1") }
        let domain = try await self.domain()
        let mark = try await self.mark()
        let grants =
            [
                "dashboard": try #require(try member("associate").grants.first).id.text,
                "mail": try #require(try member("analyst", "mail").grants.first).id.text,
            ] as [ProductID: String]
        func both(_ id: String) -> [ProductID: String] { ["dashboard": id, "mail": id] }
        return [
            "account": both(account.text), "project": both(given.id.text),
            "member": ["dashboard": try member("associate").id.text, "mail": try member("analyst", "mail").id.text],
            "group": both(try #require(group.body["id"]?.string)), "grant": grants,
            "role": both(try #require(role.body["id"]?.string)), "token": both(try #require(directory.body["id"]?.string)),
            "request": both(try #require(asked.body["id"]?.string)),
            "invitation": both(try #require(sent.body["id"]?.string)),
            "key": ["dashboard": try #require(made.body["id"]?.string), "mail": try #require(ofAccount.body["id"]?.string)],
            "message": both(try #require(messages.first)["id"]), "domain": both(domain), "mark": both(mark),
            "view": both(try await view()), "suppression": both(try await suppression()),
            "receiver": both(try await receiver()), "product": ["dashboard": "dashboard", "mail": "mail"],
            "billing": both(try await billing()), "invoice": both("inv_01m8pjpb1k2dh5yds5y8dsthjx"),
        ]
    }

    /// Somebody who was told of events, and is not any more.
    private func receiver() async throws -> String {
        let id = "hook_01m8pjpb1k2dh5yds5y8dsthjx"
        try await server.installation.database.write { tx in
            try tx.run(
                """
                INSERT INTO signal_receivers (id, product, form, url, types, audience, created_at, disabled_at, disabled_because)
                VALUES (\(id), 'dashboard', 'webhook', 'http://localhost:1/hooks', '', '', 0, 0, 'It answered 410.') ON CONFLICT (id) DO NOTHING
                """)
        }
        return id
    }

    /// A mark below which Northwind's balance is told of.
    private func mark() async throws -> String {
        let id = "bmk_01m8pjpb1k2dh5yds5y8dsthjx"
        let account = account.text
        try await server.installation.stores.store(of: .dashboard).database.write { tx in
            try tx.run(
                """
                INSERT INTO balance_marks (id, account, accounts, billing_account, currency, amount, people, below, crossings, made_at)
                VALUES (\(id), \(account), \(account), 'bil_01m8pjpb1k2dh5yds5y8dsthjx', 'EUR', 100000000, '', 0, 0, 0) ON CONFLICT (id) DO NOTHING
                """)
        }
        return id
    }

    /// A view of Northwind's messages that everybody who sees messages finds.
    private func view() async throws -> String {
        let id = "viw_01m8pjpb1k2dh5yds5y8dsthjx"
        let account = account.text
        try await server.installation.stores.store(of: .dashboard).database.write { tx in
            try tx.run(
                """
                INSERT INTO saved_views (id, account, owner, name, question, project, shared, made_at)
                VALUES (\(id), \(account), '', 'Failed', '{"status":"Failed"}', '', 1, 0) ON CONFLICT (id) DO NOTHING
                """)
        }
        return id
    }

    /// An address to which Northwind sends no mail.
    private func suppression() async throws -> String {
        let id = "sup_01m8pjpb1k2dh5yds5y8dsthjx"
        let account = account.text
        try await server.installation.stores.store(of: .mail).database.write { tx in
            try tx.run(
                """
                INSERT INTO suppressions (id, account, address, cause, note, added_at, added_by)
                VALUES (\(id), \(account), 'gone@example.net', 'bounce', '', 0, '') ON CONFLICT (id) DO NOTHING
                """)
        }
        return id
    }

    /// Who is billed for Northwind's projects, with one invoice.
    private func billing() async throws -> String {
        let id = "bil_01m8pjpb1k2dh5yds5y8dsthjx"
        let account = account.text
        try await server.installation.stores.store(of: .dashboard).database.write { tx in
            try tx.run(
                """
                INSERT INTO billing_accounts (id, account, names, name, currency, address, tax_number, purchase_order, tax_category, tax_rate,
                    tax_reason, since_month, made_at)
                VALUES (\(id), \(account), \(account), 'Northwind AB', 'EUR', 'Road 1', '', '', 'O', 0, '', 0, 0) ON CONFLICT (id) DO NOTHING
                """)
            try tx.run(
                """
                INSERT INTO invoices (id, number, billing_account, kind, month, issued_at, currency, net, tax, parties, refers_to, note)
                VALUES ('inv_01m8pjpb1k2dh5yds5y8dsthjx', 'INV-000001', \(id), 'invoice', 600, 0, 'EUR', 100000000, 0, '{}', '', '')
                ON CONFLICT (id) DO NOTHING
                """)
        }
        return id
    }

    /// A sending domain of Northwind, added by its mail admin.
    private func domain() async throws -> String {
        let browser = try await browser("admin", "mail")
        let form = try #require(try await browser.get(DomainPath.add.at(server.mail)).form(to: DomainPath.add))
        let field = try #require(form.fields.first { !$0.name.hasPrefix("_") }?.name)
        let page = try await browser.submit(form, [field: "northwind.example"])
        let path = try #require(Page.matches("/domains/([^/\"]+)/remove", in: page.body).first, "\(page.text.prefix(300))")
        return path[0]
    }

    func filled(_ path: String, _ ids: [String: [ProductID: String]], _ product: ProductID) throws -> String {
        try path.split(separator: "/").map { part in
            guard part.hasPrefix(":") else { return "/" + part }
            let name = String(part.dropFirst())
            return "/" + PercentCoding.encode(try #require(ids[name]?[product], "no real id for :\(name) of \(path)"))
        }.joined()
    }

    func formToken(of page: Page) throws -> String {
        let fields = page.forms.flatMap(\.fields)
        return try #require(fields.first { $0.name == "_token" }, "no form at \(page.url): \(page.text.prefix(200))").value
    }

    func post(_ browser: Browser, _ url: String, _ fields: [(String, String)]) async throws -> Page {
        let body = PercentCoding.query(fields.map { ($0.0, $0.1) })
        let headers = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        return try await browser.send(OutgoingRequest("POST", url, headers: headers, body: Array(body.utf8)))
    }
}

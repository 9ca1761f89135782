import Contract
import Core
import Dashboard
import ProductKit
import SQL
import Synchronization
import TestSupport
import Testing
import Web

/// Rule 7 on the dashboard's pages: somebody who holds two roles in different projects.
@Suite("Two roles on one dashboard") struct GrantPageTests {
    /// A Support Member of Checkout who is also something else in Alerts, or the other way round.
    private func with(
        _ first: [(Role, project: String)], _ body: (Served) async throws -> Void
    ) async throws {
        try await Served.with(.sqlite, .member, assigned: ["prj_checkout", "prj_alerts"]) { served in
            let grants = try first.map { role, project -> JSON in
                let recorded = try Exchange.first { $0.route == "GET /api/v1/me" && $0.asker == role.rawValue }.answer["current"]
                let grant = recorded?["grants"]?.array?.first ?? .null
                return grant["all_projects"]?.bool == true ? grant : grant.with("projects", [.string(project)])
            }
            let areas = Dictionary(grants.flatMap { $0["areas"]?.object ?? [] }) { $0 == "manage" ? $0 : $1 }
            served.id.state.withLock { state in
                let account = state.me["current"] ?? .null
                state.me = state.me.with(
                    "current",
                    account.with("grants", .array(grants)).with("areas", .object(areas.map { ($0.key, $0.value) })))
            }
            try await body(served)
        }
    }

    @Test("A view of one project is not shared, renamed or removed by what one may do in another")
    func views() async throws {
        try await with([(.support, "prj_checkout"), (.associate, "prj_alerts")]) { served in
            func offered(_ project: String) async -> Bool {
                await served.get(ViewPath.new.query([("q", "405"), ("_project", project)])).text.contains("Share it with everybody")
            }
            #expect(await offered("prj_alerts"))
            #expect(!(await offered("prj_checkout")))
            #expect(!(await offered("")), "all projects are more than the one they manage")
            try await served.database.write { tx in
                for (id, project) in [("viw_a", "prj_alerts"), ("viw_c", "prj_checkout")] {
                    try tx.run(
                        """
                        INSERT INTO saved_views (id, account, owner, name, question, project, shared, made_at)
                        VALUES (\(id), 'acc_id', 'per_other', 'Theirs', '{"q":"1"}', \(project), 1, 0)
                        """)
                }
            }
            for (id, status) in [("viw_c", 404), ("viw_a", 303)] {
                let settings = ViewPath.settings(id)
                #expect(await served.post(settings, from: settings, [("act", "remove")]).status == status)
            }
        }
    }

    @Test("Messages of both projects are shown, and access keys for the one where the role has them")
    func areas() async throws {
        try await with([(.support, "prj_checkout"), (.associate, "prj_alerts")]) { served in
            let messages = await served.get(MessagePath.list).text
            #expect(messages.contains("Checkout") && messages.contains("Alerts"))
            let made = await served.get(AccessKeyPath.new).text
            #expect(made.contains("value=\"prj_alerts\"") && !made.contains("prj_checkout"))
            let projects = await served.get(ProjectPath.list).text
            #expect(projects.contains("Alerts") && !projects.contains("Checkout"))
            #expect(await served.get(ProjectPath.project("prj_checkout")).status == 404)
        }
    }

    @Test("Whoever has Billing in one project and messages in another meets no price of the other")
    func money() async throws {
        try await with([(.member, "prj_alerts"), (.associate, "prj_checkout")]) { served in
            let both =
                await served.get(MessagePath.list).text + served.get(MessagePath.file).text + served.get(MessagePath.message("c1")).text
            for price in Served.prices { #expect(!both.contains(price), "\(price)") }
            let billing = await served.get(BillingPath.billing).text + served.get(BillingPath.usage).text
            #expect(billing.contains("Alerts") && !billing.contains("Checkout"))
            // In the project where they have both, prices are theirs to see.
            let own = await served.get(MessagePath.file.query([("_project", "prj_alerts")])).text
            #expect(own.contains("0.0088") && !own.contains("0.0075"))
        }
    }

    @Test("A role in all projects gives the other role no more than its own")
    func whole() async throws {
        try await with([(.itAdmin, ""), (.support, "prj_checkout")]) { served in
            let messages = await served.get(MessagePath.list).text
            #expect(messages.contains("Checkout") && !messages.contains("Alerts"))
            #expect(!messages.contains("<li><a href=\"\(ProjectPath.list)\""))
        }
    }
}

import Contract
import Core
import HTTPTypes
import Language
import ProductKit
import SQL
import Synchronization
import TestSupport
import Testing
import Web

@testable import Dashboard

@Suite("Saved views of messages", .onEveryDatabase)
struct SavedViewTests {
    private static let call = "POST /api/v1/notices"

    private func keep(_ served: Served, _ name: String, project: String? = nil, _ more: [(String, String)] = []) async -> Served.Answer {
        let place: [(String, String)] = project.map { [("_project", $0)] } ?? []
        return await served.post(
            ViewPath.list, from: ViewPath.new.query([("q", "405")]),
            [("name", name), ("ask-q", "405"), ("ask-status", "Failed")] + more + place)
    }

    private func views(_ served: Served) async throws -> [SavedView] {
        try await served.database.read { tx in
            try tx.all("SELECT id, account, owner, name, question, project, shared FROM saved_views ORDER BY name")
        }
    }

    @Test("A view keeps the question by a name, leads back to it, and says what it asks")
    func kept() async throws {
        try await Served.with(.current, .administrator) { served in
            #expect(await served.get(MessagePath.list.query([("q", "405")])).text.contains("Save this view"))
            #expect(!(await served.get(MessagePath.list).text.contains("Save this view")))
            let answer = await keep(served, "Dead numbers")
            #expect(answer.status == 303 && answer.headers[.location] == "/messages?status=Failed&q=405&_project=")
            let view = try #require(try await views(served).first)
            #expect(view.name == "Dead numbers" && !view.isShared && view.project == nil)
            let page = await served.get(MessagePath.list).text
            #expect(page.contains("Dead numbers") && page.contains("All saved views"))
            let list = await served.get(ViewPath.list).text
            #expect(list.contains("Find: 405") && list.contains("Status: Failed") && list.contains("Only you"))
            #expect(await served.get(ViewPath.view(view.id)).headers[.location] == "/messages?status=Failed&q=405&_project=")
            for wrong in ["", String(repeating: "x", count: 81), "\u{200B}", "a\u{202E}b"] {
                #expect(await keep(served, wrong).status == 422)
            }
            #expect(await keep(served, "").text.contains("value=\"405\""), "what was asked is kept")
            #expect(await served.get(ViewPath.new).status == 303, "nothing was asked")
        }
    }

    @Test("A view is of the project that its page names, whatever another tab has chosen meanwhile")
    func ofItsPage() async throws {
        try await Served.with(.current, .administrator) { served in
            let project = "prj_checkout"
            let page = await served.get(ViewPath.new.query([("q", "405"), ("_project", project)])).text
            #expect(page.contains("name=\"_project\" value=\"\(project)\""), "\(page)")
            #expect(await served.get(ViewPath.new.query([("q", "405")])).text.contains("name=\"_project\" value=\"\""))
        }
    }

    @Test("Its name and its end are for whoever made it")
    func changed() async throws {
        try await Served.with(.current, .administrator) { served in
            _ = await keep(served, "First")
            let id = try #require(try await views(served).first).id
            let settings = ViewPath.settings(id)
            #expect(await served.post(settings, from: settings, [("act", "change"), ("name", "Second")]).status == 303)
            #expect(try await views(served).map(\.name) == ["Second"])
            #expect(await served.post(settings, from: settings, [("act", "change"), ("name", " ")]).status == 422)
            try await served.database.write { tx in try tx.run("UPDATE saved_views SET owner = 'per_other' WHERE id = \(id)") }
            #expect(await served.get(settings).status == 404)
            #expect(await served.post(settings, from: ViewPath.new.query([("q", "1")]), [("act", "remove")]).status == 404)
            try await served.database.write { tx in try tx.run("UPDATE saved_views SET shared = \(true) WHERE id = \(id)") }
            #expect(
                await served.post(settings, from: settings, [("act", "remove")]).status == 303, "whoever could share one may remove one")
            #expect(try await views(served).isEmpty)
        }
    }

    @Test("Sharing needs Messages and Projects to manage", arguments: [(Role.member, true), (.associate, true), (.support, false)])
    func sharing(role: Role, may: Bool) async throws {
        try await Served.with(.current, role) { served in
            #expect(await served.get(ViewPath.new.query([("q", "405")])).text.contains("Share it with everybody") == may)
            #expect(await keep(served, "Mine", [("shared", "yes")]).status == 303)
            let shared = try await views(served).map(\.isShared)
            #expect(shared == [may])
        }
    }

    @Test("A shared one is found by those who see its project, and by nobody else; its path tells others nothing")
    func listed() async throws {
        try await Served.with(.current, .administrator) { served in
            _ = await keep(served, "Of all", [("shared", "yes")])
            _ = await keep(served, "Of checkout", project: "prj_checkout", [("shared", "yes")])
            _ = await keep(served, "Of alerts", project: "prj_alerts", [("shared", "yes")])
            _ = await keep(served, "Private")
            let all = try await views(served)
            #expect(all.map(\.project) == ["prj_alerts", nil, "prj_checkout", nil])
            try await served.database.write { tx in try tx.run("UPDATE saved_views SET owner = 'per_other'") }
            try served.id.setRole(.support, assigned: ["prj_checkout"])
            let list = await served.get(ViewPath.list).text
            #expect(list.contains("Of all") && list.contains("Of checkout") && !list.contains("Of alerts") && !list.contains("Private"))
            for view in all where ["Of alerts", "Private"].contains(view.name) {
                for path in [ViewPath.view(view.id), ViewPath.settings(view.id)] { #expect(await served.get(path).status == 404) }
            }
            try await served.database.write { tx in try tx.run("UPDATE saved_views SET account = 'acc_other'") }
            #expect(!(await served.get(ViewPath.list).text.contains("Of all")))
        }
    }

    @Test("Whoever asks is reminded at seven where they are, by the ID, once each time; what was unshared reminds nobody else")
    func reminded() async throws {
        try await Served.with(.current, .administrator) { served in
            _ = await keep(served, "Morning", project: "prj_checkout", [("shared", "yes")])
            let view = try #require(try await views(served).first)
            let id = view.id
            let settings = ViewPath.settings(id)
            #expect(await served.post(settings, from: settings, [("act", "mail"), ("rhythm", "daily")]).status == 303)
            let first = try #require(try await served.database.read { tx in try tx.viewMails(for: view.owner) }.first)
            #expect(first.nextAt.rfc3339 == "2024-06-04T07:00:00.000Z")
            served.id.state.withLock { $0.answers[Self.call] = (200, ["id": "ntc_1", "told": 1]) }
            func told() -> Int { served.id.calls.count { $0 == Self.call } }
            let watch = ViewMailWatch(served.site)
            try await watch.work()
            #expect(told() == 0)
            let clock = try #require(served.site.clock as? TestClock)
            clock.advance(by: .hours(20))
            for _ in 0..<2 { try await watch.work() }
            #expect(told() == 1)
            let next = try await served.database.read { tx in try tx.viewMails(for: view.owner).first?.nextAt.rfc3339 }
            #expect(next == "2024-06-05T07:00:00.000Z")
            try await served.database.write { tx in
                try tx.set(ViewMail(id, "per_other", .daily, zone: .utc, after: clock.now()))
                var view = try #require(try tx.savedView(id, of: "acc_id"))
                view.isShared = false
                try tx.update(view)
                let other = try tx.viewMail(of: id, for: "per_other")
                #expect(other == nil)
            }
            try await served.database.write { tx in try tx.removeSavedView(id) }
            clock.advance(by: .hours(24))
            try await watch.work()
            #expect(told() == 1)
        }
    }

    @Test("Weekly is Monday at seven in the reader's zone, over a change of the clocks too")
    func rhythm() throws {
        let zone = try #require(Zone("Europe/Stockholm"))
        let friday = try #require(Timestamp(rfc3339: "2024-10-25T12:00:00Z"))
        let mail = ViewMail("viw_1", "per_1", .weekly, zone: zone, after: friday)
        #expect(mail.nextAt.rfc3339 == "2024-10-28T06:00:00.000Z")
        #expect(mail.following(mail.nextAt).nextAt.rfc3339 == "2024-11-04T06:00:00.000Z")
        #expect(ViewMail("viw_1", "per_1", .daily, zone: zone, after: friday).nextAt.rfc3339 == "2024-10-26T05:00:00.000Z")
    }
}

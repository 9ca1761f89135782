import Contract
import Core
import Dashboard
import HTTPTypes
import ProductKit
import SQL
import Synchronization
import TestSupport
import Testing
import Web

@Suite("The first page of each role", .onEveryDatabase)
struct MorningTests {
    /// The first page of a role, as the role table orders the areas.
    private static func first(_ role: Role) throws -> String {
        "/" + (try #require(try role.row().areas.first { $0.level != .nothing }).area)
    }

    @Test("It says how many requests and ending keys wait, each with the way to them, and nothing of what the ID does not tell the role")
    func waiting() async throws {
        for role in Role.allCases {
            try await Served.with(.current, role) { served in
                let row = try role.row()
                let answers = row["users"] == .manage
                let keeps = row["access-keys"] == .manage
                served.id.state.withLock {
                    $0.waiting = ["access_requests": answers ? 2 : .null, "keys_ending": keeps ? 1 : .null]
                }
                let page = await served.get(try Self.first(role)).text
                #expect(page.contains("2 requests for access wait for an answer.") == answers, "\(role)")
                #expect(page.contains("1 access key ends within 7 days.") == keeps, "\(role)")
                #expect(page.contains("<a href=\"\(AccessKeyPath.list)?_project=\">Show them</a>") == keeps, "\(role)")
            }
        }
    }

    @Test("Other pages say nothing of it and do not ask for it, nor does a page that is searched")
    func others() async throws {
        try await Served.with(.current, .administrator) { served in
            served.id.state.withLock { $0.waiting = ["access_requests": 20, "keys_ending": 0] }
            #expect(await served.get(OverviewPath.overview).text.contains("20 requests for access or more wait for an answer."))
            for path in [UserPath.list, MessagePath.list.query([("q", "code")])] {
                #expect(await !served.get(path).text.contains("wait for an answer"))
            }
            served.id.state.withLock { $0.calls = [] }
            for path in [MessagePath.message("c1"), SettingsPath.leave, MessagePath.list.query([("q", "code")])] {
                _ = await served.get(path)
            }
            #expect(!served.id.calls.contains { $0.contains("include=") })
        }
    }
}

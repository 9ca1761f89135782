import API
import Access
import Core
import Directory
import HTTPTypes
import SQL
import TestSupport
import Testing
import Web

@Suite("Answers to requests for access", .onEveryDatabase)
struct RequestAnswerTests {
    @Test("Approved, it opens at once beside what the person has, is listed no more, and is told once")
    func approved() async throws {
        try await APIWorld.with { world in
            let id = try await world.ask("billing", as: "associate")
            #expect(try await world.waiting() == ["associate asks for billing"])
            let end = world.clock.now() + .days(14)
            let given: JSON = ["role": "member", "projects": [], "ends_at": .string(end.rfc3339)]
            let answer = try await world.send(.post, APIPath.approval(world.account, id), as: "it-admin", given)
            #expect(answer.status == 200)
            let roles = answer.body["grants"]?.array?.compactMap { $0["role"]?["id"]?.string }
            #expect(roles == ["associate", "member"] && answer.body["grants"]?.array?.last?["ends_at"]?.string == end.rfc3339)
            #expect(try await world.waiting() == [])
            let again = try await world.send(.post, APIPath.approval(world.account, id), as: "administrator", ["role": "member"])
            #expect(again.status == 409 && again.code == "already-answered")
            let late = try await world.send(.post, APIPath.denial(world.account, id), as: "administrator", .object([]))
            #expect(late.status == 409 && late.code == "already-answered")
            let before = try await world.letters().count
            try await world.tellOfGrants()
            try await world.tellOfGrants()
            #expect(try await world.letters().count == before + 1)
            #expect(try await world.actions(of: id) == ["access.requested", "access.approved"])
        }
    }

    @Test("Denied, nothing changes; the person reads who, when and why, in a mail and where they were refused, and may ask again")
    func denied() async throws {
        try await APIWorld.with { world in
            let id = try await world.ask("billing", as: "associate")
            let before = try await world.letters().count
            let note: JSON = ["note": "Ask Anna for the figures.\nShe has them."]
            #expect(try await world.send(.post, APIPath.denial(world.account, id), as: "it-admin", note).status == 204)
            #expect(try await world.waiting() == [])
            let letters = try await world.letters()
            #expect(letters.count == before + 1)
            let told = letters.filter { $0.contains("The it-admin wrote: “Ask Anna for the figures.\nShe has them.”") }
            #expect(told.count == 1 && told.first?.contains("did not give it to you") == true)
            let own = try await world.send(.get, "/api/v1/me?area=billing", as: "associate").body["refusal"]?["request"]
            #expect(own?["answer"]?["verdict"]?.string == "denied" && own?["answer"]?["by"]?["name"]?.string == "The it-admin")
            #expect(own?["answer"]?["note"]?.string == "Ask Anna for the figures.\nShe has them.")
            let soon = try await world.send(.post, APIPath.accessRequests(world.account), as: "associate", ["area": "billing"])
            #expect(soon.status == 409)
            world.clock.advance(by: .days(1))
            _ = try await world.ask("billing", as: "associate")
            #expect(try await world.waiting() == ["associate asks for billing"])
            let open = try await world.send(.get, "/api/v1/me?area=billing", as: "associate").body["refusal"]?["request"]
            #expect(open?["answer"] == .null)
            #expect(try await world.actions(of: id) == ["access.requested", "access.denied"])
        }
    }

    @Test("A role that does not open what was asked for is refused, and nothing is given")
    func wrongRole() async throws {
        try await APIWorld.with { world in
            let id = try await world.ask("billing", as: "support-member")
            let answer = try await world.send(.post, APIPath.approval(world.account, id), as: "administrator", ["role": "it-admin"])
            #expect(answer.status == 422 && answer.code == "role-does-not-open")
            let member = try await world.send(
                .get, APIPath.member(world.account, try world.member("support-member").id), as: "administrator"
            ).body
            #expect(member["grants"]?.array?.count == 1)
            #expect(member["access_requests"]?.array?.compactMap { $0["id"]?.string } == [id.text])
            #expect(try await world.waiting() == ["support-member asks for billing"])
        }
    }

    @Test("Nobody answers their own request, and only an Administrator gives that role (rule 2)")
    func ownRequest() async throws {
        try await APIWorld.with { world in
            let own = try await world.ask("billing", as: "it-admin")
            for (path, body) in [
                (APIPath.approval(world.account, own), ["role": "member"] as JSON), (APIPath.denial(world.account, own), JSON.object([])),
            ] {
                let answer = try await world.send(.post, path, as: "it-admin", body)
                #expect(answer.status == 403 && answer.code == "own-role")
            }
            let other = try await world.ask("billing", as: "associate")
            let raised = try await world.send(.post, APIPath.approval(world.account, other), as: "it-admin", ["role": "administrator"])
            #expect(raised.status == 403 && raised.code == "administrator-only")
            #expect(try await world.waiting().sorted() == ["associate asks for billing", "it-admin asks for billing"])
        }
    }

    @Test("Whoever is suspended, or may open it by now, waits no longer; let in again, they do")
    func over() async throws {
        try await APIWorld.with { world in
            let id = try await world.ask("billing", as: "associate")
            let member = APIPath.member(world.account, try world.member("associate").id)
            _ = try await world.send(.patch, member, as: "administrator", ["status": "suspended"])
            #expect(try await world.waiting() == [])
            let answer = try await world.send(.post, APIPath.approval(world.account, id), as: "administrator", ["role": "member"])
            #expect(answer.status == 409)
            _ = try await world.send(.patch, member, as: "administrator", ["status": "active"])
            #expect(try await world.waiting() == ["associate asks for billing"])
            _ = try await world.send(.patch, member, as: "administrator", ["role": "member"])
            #expect(try await world.waiting() == [])
        }
    }

    @Test(
        "A note is short, can be seen, and holds no web address: such mails look like fraud",
        arguments: [
            ("Not now.", 204), ("Ask anna@northwind.example.", 204), ("", 422), (String(repeating: "x", count: 300), 204),
            (String(repeating: "x", count: 301), 422), ("see https://evil.example/login", 422), ("see evil.example", 422),
            ("www.evil", 422), ("pay\u{202E}pal", 422), ("e.g. tomorrow", 204),
        ])
    func notes(note: String, status: Int) async throws {
        try await APIWorld.with { world in
            let id = try await world.ask("billing", as: "associate")
            let answer = try await world.send(.post, APIPath.denial(world.account, id), as: "it-admin", ["note": .string(note)])
            #expect(answer.status == status)
            #expect(try await world.waiting().isEmpty == (status == 204))
        }
    }

    @Test("More requests than a page holds are read page by page, each once")
    func pages() async throws {
        try await APIWorld.with { world in
            for role in ["support-member", "associate", "it-admin"] as [RoleID] {
                _ = try await world.ask("billing", as: role)
                world.clock.advance(by: .seconds(1))
            }
            // The first of them may open it by now, so the page is filled from behind.
            let first = APIPath.member(world.account, try world.member("support-member").id)
            _ = try await world.send(.patch, first, as: "administrator", ["role": "member"])
            let path = APIPath.accessRequests(world.account)
            let page = try await world.send(.get, path.query([("limit", "1")]), as: "administrator").body
            let next = try #require(page["next"]?.string)
            let rest = try await world.send(.get, path.query([("limit", "1"), ("after", next)]), as: "administrator").body
            #expect([page, rest].map(APIWorld.requests) == [["associate asks for billing"], ["it-admin asks for billing"]])
            #expect(rest["next"] == .null)
        }
    }
}

extension APIWorld {
    fileprivate func ask(_ area: String, as role: RoleID) async throws -> AccessRequestID {
        let answer = try await send(.post, APIPath.accessRequests(account), as: role, ["area": .string(area)])
        return try #require(answer.body["id"]?.string.flatMap { AccessRequestID($0) }, "\(answer.text)")
    }

    fileprivate func waiting() async throws -> [String] {
        Self.requests(try await send(.get, APIPath.accessRequests(account), as: "administrator").body)
    }

    fileprivate static func requests(_ page: JSON) -> [String] {
        (page["items"]?.array ?? []).map { item in
            let name = item["person"]?["name"]?.string?.replacing("The ", with: "") ?? ""
            return "\(name) asks for \(item["area"]?["id"]?.string ?? "")"
        }
    }

    fileprivate func actions(of request: AccessRequestID) async throws -> [String] {
        try await database.read { tx in
            try tx.rows("SELECT action FROM audit_events WHERE subject = \(request.text) ORDER BY action DESC").map { try $0["action"] }
        }
    }
}

import Contract
import Core
import HTTPTypes
import ProductKit
import Synchronization
import TestSupport
import Testing
import Web

@Suite("What a role opens", .onEveryDatabase)
struct PageTests {
    @Test("The navigation shows what the role opens, and the start leads to the first part of it")
    func navigation() async throws {
        try await ProductInTest.with { product in
            try await product.signIn()
            let page = await product.get(TestPath.overview).text
            #expect(page.contains("href=\"/users\"") && !page.contains("href=\"/billing\""))
            #expect(page.contains("Northwind") && page.contains("Member") && page.contains("Delivery notices"))
            #expect(await product.get(CommonPath.home).headers[.location] == "/overview")
            product.id.state.withLock { $0.me = FakeID.me(areas: ["users": "manage"]) }
            #expect(await product.get(CommonPath.home).headers[.location] == "/users")
        }
    }

    @Test("Whoever is refused reads their role, what the page needs, who can change it, and can ask with one click (rule 6)")
    func refusal() async throws {
        try await ProductInTest.with { product in
            try await product.signIn()
            product.id.answers(("POST", "/access-requests", 201, ["id": "req_1", "area": "billing", "asked": 1]))
            let page = await product.get(TestPath.billing)
            #expect(page.status == 403)
            for words in [
                "Your role in Northwind is <strong>Member</strong>", "needs Billing, which Administrator and Member have", "Ben &lt;b&gt;",
                "Ask them for Billing",
            ] {
                #expect(page.text.contains(words), "\(words)")
            }
            #expect(try await product.post(ShellPath.accessRequests, "area=billing").status == 303)
            #expect(try await product.post(ShellPath.accessRequests, "area=nothing").status == 404)
            #expect(product.id.state.withLock { $0.calls.contains("POST /api/v1/accounts/acc_1/access-requests") })
        }
    }

    @Test("A change of role counts at the next request (rule 4)")
    func nextRequest() async throws {
        try await ProductInTest.with { product in
            try await product.signIn()
            #expect(await product.get(TestPath.overview).status == 200)
            product.id.state.withLock { $0.me = FakeID.me(areas: ["billing": "view"]) }
            #expect(await product.get(TestPath.overview).status == 403)
            #expect(await product.get(TestPath.billing).status == 200)
        }
    }

    @Test("A person in no account is told what to do, one with several chooses")
    func accounts() async throws {
        try await ProductInTest.with { product in
            try await product.signIn()
            let accounts: JSON = [
                [
                    "id": "acc_1", "name": "Northwind", "product": "test", "status": "active", "role": .named("member", "Member"),
                    "roles": [.named("member", "Member")],
                ]
            ]
            let person: JSON = [
                "id": "per_1", "name": "Ada", "email": "ada@northwind.example", "locale": nil, "zoneinfo": nil,
            ]
            product.id.state.withLock { $0.me = ["person": person, "accounts": accounts, "products": [], "current": nil] }
            #expect(await product.get(TestPath.overview).text.contains("Choose an account"))
            product.id.state.withLock { $0.me = ["person": person, "accounts": [], "products": [], "current": nil] }
            let none = await product.get(TestPath.overview)
            #expect(none.status == 403 && none.text.contains("You are in no account yet"))
        }
    }

    @Test("A person in very many accounts finds each by a part of its name, and the bar stays small")
    func manyAccounts() async throws {
        try await ProductInTest.with { product in
            try await product.signIn()
            let role: JSON = .named("member", "Member")
            let accounts = (0..<2000).map { number -> JSON in
                let name = number == 1999 ? "Åkeri Östersund" : "Customer \(number)"
                return [
                    "id": .string("acc_\(number)"), "name": .string(name), "product": "test", "status": "active", "role": role,
                    "roles": [role],
                ]
            }
            let one = FakeID.me(areas: ["overview": "manage"])
            product.id.state.withLock {
                $0.me = [
                    "person": one["person"] ?? .null, "accounts": .array(accounts), "products": [], "current": one["current"] ?? .null,
                ]
            }
            let page = await product.get(TestPath.overview).text
            #expect(page.utf8.count < 20_000)
            #expect(page.contains("href=\"/switch/account?return_to=%2Foverview\">All 2\u{202F}000 accounts</a>"))
            let all = await product.get("/switch/account?return_to=/overview").text
            #expect(all.contains("20 of 2\u{202F}000 accounts") && !all.contains("acc_1999"))
            let found = await product.get("/switch/account?return_to=/overview&name=ostersund").text
            #expect(found.contains("value=\"acc_1999\"") && found.contains("name=\"return_to\" value=\"/overview\""))
            #expect(await product.get("/switch/account?name=nobody").text.contains("No account fits"))
            let there = await product.get("/switch/account?account=acc_1&return_to=/users/mem_7")
            #expect(there.status == 303 && there.headers[.location] == "/users/mem_7")
            let other = await product.get("/switch/account?account=acc_9&return_to=/users/mem_7").text
            #expect(other.contains("value=\"/users/mem_7\"") && other.ranges(of: "type=\"radio\"").count == 1)
            #expect(try await product.post(ShellPath.account, "account=acc_1999&return_to=/overview").headers[.location] == "/overview")
            #expect(await !product.get("/switch/account?return_to=//evil.example").text.contains("value=\"//evil"))
        }
    }

    @Test("The Users page lists people; who may only view finds no way to change them")
    func users() async throws {
        try await ProductInTest.with { product in
            try await product.signIn()
            let member: JSON = [
                "id": "mem_01hzx3abcdefghjkmnpqrstvwx", "person": ["id": "per_2", "name": "Ben", "email": "ben@northwind.example"],
                "role": .named("member", "Member"), "projects": [["id": "prj_1", "name": "Delivery notices"]],
                "grants": [FakeID.grant("member", "Member")], "status": "active",
                "last_sign_in": "2024-06-03T10:00:00.000Z", "second_factor": true, "created_at": "2024-06-01T10:00:00.000Z",
            ]
            product.id.answers(
                ("GET", "/members", 200, ["items": [member], "next": nil, "count": 1]),
                ("GET", "/roles", 200, ["items": [Self.role("member", "assigned")], "next": nil]))
            let page = await product.get(UserPath.list).text
            #expect(
                page.contains("Ben") && page.contains("3\u{A0}June\u{A0}2024, 10:00\u{A0}UTC") && page.contains("1 person in Northwind"))
            #expect(!page.contains("Invite people"))
            for path in [
                UserPath.invite, UserPath.member("mem_01hzx3abcdefghjkmnpqrstvwx"), UserPath.removal("mem_01hzx3abcdefghjkmnpqrstvwx"),
            ] {
                #expect(await product.get(path).status == 403, "\(path)")
            }
            product.id.state.withLock { $0.me = FakeID.me(areas: ["users": "manage"]) }
            #expect(await product.get(UserPath.list).text.contains("Invite people"))
            #expect(await product.get("/users/..%2f..%2fme").status == 404)
            #expect(await product.get(UserPath.member("not-an-id")).status == 404)
        }
    }

    @Test("Who changes a role is told before and after what becomes of the projects that were assigned")
    func assignmentEnds() async throws {
        try await ProductInTest.with { product in
            try await product.signIn()
            let member = "mem_01hzx3abcdefghjkmnpqrstvwx"
            let projects: JSON = [["id": "prj_1", "name": "Alerts"], ["id": "prj_2", "name": "Checkout"]]
            let tree = (projects.array ?? []).map { JSON.object(($0.object ?? []) + [("parent", .null)]) }
            let ben: [(String, JSON)] = [
                ("id", .string(member)), ("person", ["id": "per_2", "name": "Ben", "email": "ben@northwind.example"]),
                ("role", .named("associate", "Associate")), ("status", "active"), ("projects", projects),
                ("grants", [FakeID.grant("associate", "Associate", projects: projects)]), ("last_sign_in", nil), ("second_factor", false),
                ("created_at", "2024-06-01T10:00:00.000Z"),
            ]
            let changed = ben.with("grants", [FakeID.grant("associate", "Associate", projects: projects, isChanged: true)])
            product.id.state.withLock { $0.me = FakeID.me(areas: ["users": "manage"]) }
            product.id.answers(
                (
                    "GET", "/members/\(member)", 200,
                    .object(
                        ben + [
                            ("access_keys", []), ("access_key_count", 0), ("groups", []), ("sessions", []), ("access_requests", []),
                            ("recovery", .null),
                        ])
                ),
                ("GET", "/roles", 200, ["items": [Self.role("associate", "assigned"), Self.role("it-admin", "all")], "next": nil]),
                ("GET", "/projects", 200, ["items": .array(tree), "next": nil]), ("GET", "/groups", 200, ["items": [], "next": nil]),
                (
                    "POST", "/member-changes", 200,
                    [
                        "items": [
                            [
                                "member": .string(member), "person": ["id": "per_2", "name": "Ben", "email": "ben@northwind.example"],
                                "outcome": "changed", "roles_before": [.named("associate", "Associate")],
                                "roles_after": [.named("it-admin", "IT Admin")], "status": "active",
                                "area_changes": [
                                    "overview": ["before": "manage", "after": nil],
                                    "messages": ["before": "manage", "after": nil],
                                    "projects": ["before": "manage", "after": nil],
                                    "access-keys": ["before": "manage", "after": nil],
                                    "users": ["before": nil, "after": "manage"], "settings": ["before": "manage", "after": nil],
                                ], "projects_before": projects,
                                "projects_after": "all",
                                "ends": [
                                    "directory_tokens": [], "invitations": [], "access_keys": [],
                                    "access_key_count": 0,
                                ],
                            ]
                        ]
                    ]
                ),
                ("PATCH", "/members/\(member)/grants/grt_01hzx3abcdefghjkmnpqrstvwx", 200, .object(changed)))
            let grant = "grt_01hzx3abcdefghjkmnpqrstvwx"
            // A form that was about another role saves nothing.
            _ = try await product.post(UserPath.member(member), "grant=grt_01hzx3abcdefghjkmnpqrstvww&role=it-admin")
            #expect(await product.get(UserPath.member(member)).text.contains("Somebody else changed this person meanwhile."))
            let form = await product.get(UserPath.member(member)).text
            #expect(form.contains("With any other role the assignment to Alerts and Checkout ends, and does not come back by itself."))
            let foreseen = try await product.post(UserPath.member(member), "grant=\(grant)&role=it-admin").text
            #expect(foreseen.contains("Nothing is saved yet.") && foreseen.contains("all projects") && foreseen.contains("Users"))
            #expect(foreseen.contains("<input type=\"hidden\" name=\"role\" value=\"it-admin\">"))
            _ = try await product.post(UserPath.member(member), "grant=\(grant)&role=it-admin&confirmed=yes")
            #expect(await product.get(UserPath.member(member)).text.contains("Their assignment to Alerts and Checkout has ended."))
            _ = try await product.post(UserPath.member(member), "grant=\(grant)&role=associate&confirmed=yes")
            #expect(await product.get(UserPath.member(member)).text.contains("They see no project until one is given to them."))
        }
    }

    @Test("Hundreds who were found are chosen at once, and every step goes on with all of them")
    func manyChosen() async throws {
        try await ProductInTest.with { product in
            try await product.signIn()
            let members = (0..<600).map { number -> JSON in
                [
                    "id": .string("mem_01hzx3abcdefghjkmnpqr\(10000 + number)"),
                    "person": ["id": "per_2", "name": "Ben", "email": "b@x.example"],
                    "role": .named("member", "Member"), "projects": [["id": "prj_1", "name": "Delivery notices"]],
                    "grants": [FakeID.grant("member", "Member")], "status": "active", "last_sign_in": nil, "second_factor": false,
                    "created_at": "2024-06-01T10:00:00.000Z",
                ]
            }
            product.id.state.withLock { $0.me = FakeID.me(areas: ["users": "manage"]) }
            product.id.answers(
                ("GET", "/members", 200, ["items": .array(members), "next": nil, "count": 600]),
                ("POST", "/member-changes", 200, ["items": []]))
            let page = try await product.post(UserPath.selection, "act=suspend&step=fields&all=yes").text
            #expect(page.contains("Suspend 600 people"))
            let carried = try #require(page.firstMatch(of: /name="members" value="([^"]+)"/)?.1)
            #expect(carried.split(separator: ",").count == 600)
            let done = try await product.post(UserPath.selection, "act=suspend&step=do&members=\(carried)")
            #expect(done.status == 303)
            let calls = product.id.state.withLock { $0.calls }
            #expect(calls.count { $0 == "POST /api/v1/accounts/acc_1/member-changes" } == 6, "Three pages of 200, foreseen and done")
        }
    }

    private static func role(_ id: String, _ projects: String) -> JSON {
        [
            "id": .string(id), "name": .string(id), "names": ["en": .string(id), "sv": .string(id)], "description": "",
            "descriptions": ["en": "", "sv": ""], "projects": .string(projects), "administrator": false,
            "grantable": true, "custom": false, "changeable": false, "areas": [:],
        ]
    }

    @Test("An access key's token is asked about at the ID; without one that stands the answer is 401")
    func keys() async throws {
        try await ProductInTest.with { product in
            func get(_ token: String?) async -> WebResponse {
                await product.website.answer(
                    .init(.get, TestPath.messages.text, headers: token.map { [.authorization: "Bearer \($0)"] } ?? [:]))
            }
            #expect(await get("good").text == "prj_1")
            #expect(await get("bad").status == 401)
            #expect(await get(nil).status == 401)
            try await product.signIn()
            #expect(await product.get(TestPath.messages).status == 401, "a session is no access key")
        }
    }
}

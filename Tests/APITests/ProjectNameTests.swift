import API
import Access
import Contract
import Core
import HTTPTypes
import OpenID
import SQL
import TestSupport
import Testing
import Web

@Suite("What a product is told of the names of projects", .onEveryDatabase)
struct ProjectNameTests {
    private func send(_ world: APIWorld, _ body: JSON, as client: Client? = nil) async -> Answer {
        await world.send(.post, APIPath.projectNames, token: nil, body, headers: ["Authorization": world.basic(client ?? world.product)])
    }

    @Test("The names are those of today, also of what was put away, and of the account's own projects alone")
    func names() async throws {
        try await APIWorld.with { world in
            let ids = world.projects.map { JSON.string($0.id.text) }
            let none = ProjectID(at: Timestamp(seconds: 1)).text
            let now = world.clock.now()
            let first = try #require(world.projects.first)
            try await world.database.write { tx in
                try tx.run("UPDATE projects SET name = 'Web shop' WHERE id = \(first.id)")
                try tx.run(
                    """
                    INSERT INTO projects (id, account_id, name, name_key, created_at)
                    VALUES ('prj_01m8p69f4y7c1h3r4w2m5n6p7q', \(world.elsewhere), 'Theirs', 'theirs', \(now))
                    """)
            }
            let theirs = "prj_01m8p69f4y7c1h3r4w2m5n6p7q"
            let asked: JSON = [
                "account": .string(world.account.text), "projects": .array(ids + [.string(none), .string(theirs)]),
            ]
            let answer = await send(world, asked)
            #expect(answer.status == 200, "\(answer.text)")
            let names = (answer.body["items"]?.array ?? []).compactMap { $0["name"]?.string }
            #expect(Set(names) == Set(["Web shop"] + world.projects.dropFirst().map(\.name)), "\(names)")
            try await world.database.write { tx in
                try tx.run(
                    """
                    INSERT INTO archived_projects (id, account_id, name, created_at, archived_at)
                    SELECT \(none), account_id, 'Put away', created_at, \(now) FROM projects WHERE id = \(first.id)
                    """)
            }
            #expect(await send(world, asked).text.contains("Put away"))
        }
    }

    @Test("Nobody but a product of ours learns them, and of its own accounts alone")
    func refused() async throws {
        try await APIWorld.with { world in
            let good: JSON = [
                "account": .string(world.account.text), "projects": .array(world.projects.map { .string($0.id.text) }),
            ]
            #expect(await world.send(.post, APIPath.projectNames, token: nil, good).status == 401)
            #expect(await send(world, good, as: world.evaluator).code == "not-a-product")
            for (name, value) in [
                ("account", "acc"), ("account", .string(AccountID(at: Timestamp(seconds: 1)).text)), ("projects", []), ("projects", ["x"]),
                ("projects", "x"), ("projects", .array(Array(repeating: .string(ProjectID(at: Timestamp(seconds: 1)).text), count: 101))),
            ] as [(String, JSON)] {
                #expect(await send(world, good.with(name, value)).status == 422, "\(name)")
            }
        }
    }
}

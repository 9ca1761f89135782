import API
import Access
import Core
import Directory
import HTTPTypes
import SQL
import TestSupport
import Testing
import Web

@Suite("Requests for access", .onEveryDatabase)
struct GrantedRequestTests {
    @Test("The mail to those who can help leads to the request, in its account")
    func mail() async throws {
        try await APIWorld.with { world in
            #expect(try await world.ask(for: "billing", as: "associate") == 201)
            let mails = try await world.letters()
            #expect(!mails.isEmpty)
            let asked = try await world.send(.get, APIPath.accessRequests(world.account), as: "it-admin").body
            let id = try #require(asked["items"]?.array?.first?["id"]?.string)
            for mail in mails { #expect(mail.contains("http://localhost:8081/users/requests/\(id)?account=\(world.account)")) }
        }
    }

    @Test("The answer tells the role, its projects, its end, and who answered")
    func terms() async throws {
        try await APIWorld.with { world in
            #expect(try await world.ask(for: "billing", as: "associate") == 201)
            let asked = try await world.send(.get, APIPath.accessRequests(world.account), as: "it-admin").body
            let id = try #require(asked["items"]?.array?.first?["id"]?.string)
            let order: JSON = [
                "role": "member", "projects": [.string(world.projects[0].id.text)], "ends_at": "2024-09-01T00:00:00Z",
            ]
            let request = try #require(AccessRequestID(id))
            let answer = try await world.send(.post, APIPath.approval(world.account, request), as: "it-admin", order)
            #expect(answer.status < 300, "\(answer.text)")
            try await world.tellOfGrants()
            let letter = try #require(try await world.letters().first { $0.contains("It is open for you now.") })
            for sentence in [
                "Your role there is Member.", "It counts in \(world.projects[0].name).", "It ends after ",
                "The it-admin answered your request.",
            ] { #expect(letter.contains(sentence), "\(letter)") }
        }
    }

    @Test("Whoever is given what they asked for is told so once, and nobody else is")
    func told() async throws {
        try await APIWorld.with { world in
            #expect(try await world.ask(for: "billing", as: "associate") == 201)
            #expect(try await world.ask(for: "billing", as: "support-member") == 201)
            let before = try await world.letters().count
            try await world.tellOfGrants()
            #expect(try await world.letters().count == before, "nothing was given yet")
            try await world.makeAdministrator("associate")
            try await world.tellOfGrants()
            try await world.tellOfGrants()
            let letters = try await world.letters()
            let sentence = "You asked for Billing of Northwind in the Customer Dashboard. It is open for you now."
            #expect(letters.count == before + 1 && letters.filter { $0.contains(sentence) }.count == 1)
            #expect(
                letters.contains { $0.contains(sentence) && $0.contains("Your role there is Administrator. It counts in every project.") })
            #expect(try await world.openRequests() == 1, "the other one waits")
            world.clock.advance(by: .days(31))
            try await world.tellOfGrants()
            #expect(try await world.openRequests() == 0)
            #expect(try await world.letters().count == before + 1)
        }
    }
}

extension APIWorld {
    fileprivate func ask(for area: String, as role: RoleID) async throws -> Int {
        try await send(.post, APIPath.accessRequests(account), as: role, ["area": .string(area)]).status
    }

    fileprivate func makeAdministrator(_ role: RoleID) async throws {
        let account = account
        let id = try member(role).id
        try await operatorWork { _ = try $0.changeMember(id, of: account, as: "dashboard", to: .init(role: "administrator")) }
    }

    fileprivate func openRequests() async throws -> Int {
        try await database.read { try $0.rows("SELECT id FROM access_requests").count }
    }

    func tellOfGrants() async throws {
        let granted = GrantedRequests(catalog: catalog) { _ in "http://localhost:8081" }
        let now = clock.now()
        while try await database.read({ try granted.areDue(in: $0, at: now) }) {
            try await database.write { try granted.send(in: $0, at: now) }
        }
    }
}

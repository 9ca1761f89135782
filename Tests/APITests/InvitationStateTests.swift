import API
import Access
import Core
import HTTPTypes
import SQL
import TestSupport
import Testing
import Web

@Suite("States of invitations", .onEveryDatabase) struct InvitationStateTests {
    @Test("One that the mail server refused says so until it is sent again; one that was withdrawn or accepted stands in a list of its own")
    func states() async throws {
        try await APIWorld.with { world in
            func invite(_ email: String) async throws -> String {
                let sent = try await world.send(
                    .post, world.path("/invitations"), as: "it-admin", ["email": .string(email), "role": "member"])
                world.clock.advance(by: .seconds(1))
                return try #require(sent.body["id"]?.string)
            }
            func states(_ state: String? = nil) async throws -> [String: String] {
                let path = APIPath.invitations(world.account).query([("state", state)])
                let items = try await world.send(.get, path, as: "it-admin").body["items"]?.array ?? []
                return Dictionary(
                    uniqueKeysWithValues: items.map { ($0["email"]?.string ?? "", $0["status"]?.string ?? "") })
            }
            let wrong = try await invite("wrong@example.com")
            _ = try await invite("right@example.com")
            let taken = try await invite("taken@example.com")
            try await world.database.write { try $0.run("UPDATE outbox SET state = 'failed' WHERE recipient = 'wrong@example.com'") }
            #expect(try await world.send(.delete, world.path("/invitations/\(taken)"), as: "it-admin").status == 204)
            #expect(try await states() == ["wrong@example.com": "undeliverable", "right@example.com": "open"])
            #expect(try await states("ended") == ["taken@example.com": "withdrawn"])
            #expect(try await world.send(.post, world.path("/invitations/\(wrong)/resends"), as: "it-admin").status == 201)
            #expect(try await states()["wrong@example.com"] == "open")
            try await world.database.write { try $0.run("UPDATE invitations SET state = 'accepted' WHERE id = \(wrong)") }
            #expect(try await states("ended") == ["taken@example.com": "withdrawn", "wrong@example.com": "accepted"])
            let strange = APIPath.invitations(world.account).query([("state", "lost")])
            #expect(try await world.send(.get, strange, as: "it-admin").status == 400)
        }
    }
}

import API
import Access
import Core
import HTTPTypes
import SQL
import TestSupport
import Testing
import Web

/// Whom to look at from time to time, and the record of who did.
@Suite("Reviews", .onEveryDatabase) struct ReviewTests {
    private func found(_ world: APIWorld, as role: RoleID = "it-admin") async throws -> [String: [String]] {
        let answer = try await world.send(.get, APIPath.reviews(world.account), as: role)
        let findings = try #require(answer.body["findings"]?.array)
        return Dictionary(
            uniqueKeysWithValues: findings.map { finding in
                let names = (finding["members"]?.array ?? []).compactMap { $0["person"]?["name"]?.string }
                #expect(finding["count"]?.integer == Int64(names.count))
                return (finding["finding"]?.string ?? "", names.sorted())
            })
    }

    @Test("Whoever has been away for 90 days is found, newcomers and the suspended are not; an administrator with one factor is")
    func findings() async throws {
        try await APIWorld.with { world in
            #expect(try await found(world)["idle"] == [])
            #expect(try await found(world)["administrator-with-one-factor"] == ["The administrator"])
            let associate = try world.member("associate").id
            let member = try world.member("member").person
            #expect(
                try await world.send(.patch, APIPath.member(world.account, associate), as: "it-admin", ["status": "suspended"]).status
                    == 200)
            world.clock.advance(by: .days(90) + .seconds(1))
            let now = world.clock.now()
            try await world.database.write { try $0.run("UPDATE people SET last_sign_in_at = \(now - .days(1)) WHERE id = \(member)") }
            let idle = try #require(try await found(world)["idle"])
            #expect(idle.contains("The support-member") && !idle.contains("The member") && !idle.contains("The associate"))
        }
    }

    @Test("Whom the review finds away for 90 days, the list of people finds too, and nobody else: also people who were just imported")
    func sameAsTheList() async throws {
        try await APIWorld.with { world in
            let old = world.clock.now() - .days(400)
            let imported = try world.member("support-member").person
            try await world.database.write { tx in
                try tx.run("UPDATE people SET last_sign_in_at = NULL")
                try tx.run("UPDATE people SET last_sign_in_at = \(old) WHERE id = \(imported)")
            }
            func listed() async throws -> [String] {
                let query = APIPath.members(world.account).query([("signed_in", "not-for-90-days"), ("status", "active")])
                let answer = try await world.send(.get, query, as: "it-admin")
                return (answer.body["items"]?.array ?? []).compactMap { $0["person"]?["name"]?.string }.sorted()
            }
            #expect(try await listed() == ["The support-member"])
            #expect(try await found(world)["idle"] == ["The support-member"])
            world.clock.advance(by: .days(91))
            #expect(try await listed().count == 5)
            #expect(try await found(world)["idle"] == listed())
        }
    }

    @Test("What is left as it is stays away for 90 days, for this finding alone, and the history says who looked")
    func kept() async throws {
        try await APIWorld.with { world in
            world.clock.advance(by: .days(91))
            let support = try world.member("support-member").id
            let order: JSON = ["finding": "idle", "members": [.string(support.text)]]
            let kept = try await world.send(.post, APIPath.reviews(world.account), as: "it-admin", order)
            #expect(kept.status == 200 && kept.body["kept"]?.integer == 1)
            #expect(try await found(world)["idle"]?.contains("The support-member") == false)
            let events = APIPath.memberEvents(world.account, support)
            let newest = try await world.send(.get, events, as: "administrator").body["items"]?.array?.first
            #expect(newest?["action"]?.string == "member.reviewed" && newest?["by"]?["name"]?.string == "The it-admin")
            #expect(newest?["details"]?["finding"]?.string == "idle")
            world.clock.advance(by: .days(90))
            #expect(try await found(world)["idle"]?.contains("The support-member") == true)
        }
    }

    @Test("Nobody reviews themselves, and of a list with one such nothing is noted")
    func oneself() async throws {
        try await APIWorld.with { world in
            let own = try world.member("administrator").id.text
            let other = try world.member("support-member").id.text
            let order: JSON = ["finding": "idle", "members": [.string(other), .string(own)]]
            let refused = try await world.send(.post, APIPath.reviews(world.account), as: "administrator", order)
            #expect(refused.status == 403 && refused.code == "own-review")
            let rows = try await world.database.read { try $0.rows("SELECT member_id FROM reviewed_members").count }
            #expect(rows == 0)
            // Rule 2: an IT Admin waves no administrator through, and nobody is waved through beforehand.
            let boss: JSON = ["finding": "administrator-with-one-factor", "members": [.string(own)]]
            #expect(try await world.send(.post, APIPath.reviews(world.account), as: "it-admin", boss).status == 403)
            let before: JSON = ["finding": "administrator-with-one-factor", "members": [.string(other)]]
            #expect(try await world.send(.post, APIPath.reviews(world.account), as: "it-admin", before).status == 404)
            let twice: JSON = ["finding": "idle", "members": [.string(other), .string(other)]]
            #expect(try await world.send(.post, APIPath.reviews(world.account), as: "it-admin", twice).status == 422)
            let strange: JSON = ["finding": "shoes", "members": [.string(other)]]
            #expect(try await world.send(.post, APIPath.reviews(world.account), as: "administrator", strange).status == 422)
        }
    }
}

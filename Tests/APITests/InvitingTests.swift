import API
import Access
import Core
import Directory
import HTTPTypes
import Identity
import Language
import Outbox
import SQL
import TestSupport
import Testing
import Web

@Suite(.onEveryDatabase) struct InvitingTests {
    @Test("An address of whoever is a member is not invited, whether it was verified or came with an import")
    func alreadyMember() async throws {
        try await APIWorld.with { world in
            let member = try world.member("associate")
            let person = member.person
            let now = world.clock.now()
            let second = try #require(EmailAddress("second@northwind.example"))
            try await world.database.write { tx in
                try tx.insert(
                    PersonAddress(id: AddressID(at: now), personID: person, address: second, product: "dashboard", createdAt: now))
            }
            for address in ["ASSOCIATE@northwind.example", "second@northwind.example"] {
                let answer = try await world.invite(address)
                #expect(answer.status == 409 && answer.code == "already-member", "\(answer.text)")
                #expect(answer.body["member"]?.string == member.id.text)
                #expect(answer.body["title"] == "This person is already a member of the account.")
                #expect(answer.body["detail"]?.string?.contains("list of people") == true)
            }
            #expect(try await world.invite("stranger@northwind.example").status == 201, "Another account's member is invited like anybody")
            #expect(try await world.mails == 1)
        }
    }

    @Test("A person's invitations are limited, over restarts, and so are an account's (threats 9 and 12)", arguments: [100, 300])
    func limited(limit: Int) async throws {
        try await APIWorld.with { world in
            var sent = 0
            for role in limit == 100 ? ["it-admin"] : ["it-admin", "administrator", "member", "associate"] as [RoleID] {
                if role == "member" || role == "associate" { try await world.promote(role) }
                for number in 0..<100 where sent < limit {
                    #expect(try await world.invite("guest\(number)-\(role)@example.com", as: role).status == 201)
                    sent += 1
                }
            }
            let refused = try await world.invite("onemore@example.com", as: limit == 100 ? "it-admin" : "associate")
            #expect(refused.status == 429 && refused.code == "too-many-invitations")
            #expect(refused.headers[.retryAfter] == "3600")
            #expect(refused.body["detail"]?.string?.contains("You can go on in 60 minutes") == true)
            #expect(try await world.mails == limit, "What is refused is not sent")
            if limit == 100 { #expect(try await world.invite("another@example.com", as: "administrator").status == 201) }
            world.clock.advance(by: .hours(1))
            #expect(try await world.invite("onemore@example.com", as: "it-admin").status == 201)
        }
    }

    @Test("An account of a month may invite a department at once, and is limited as a whole")
    func department() async throws {
        try await APIWorld.with { world in
            var limits = TryLimits()
            limits.inviter.tries = 2
            limits.invitingLongKnown.tries = 5
            let few = limits
            /// How many of these invitations are sent.
            func invite(_ count: Int, as role: RoleID) async throws -> Int {
                var sent = 0
                for number in 0..<count {
                    let address = try #require(EmailAddress("\(role.rawValue)-\(world.clock.now().milliseconds)-\(number)@example.com"))
                    do {
                        try await world.database.write { tx in
                            try tx.countInvitation(
                                to: address, of: world.account, by: world.member(role).person, few, at: world.clock.now())
                        }
                        sent += 1
                    } catch let problem as Problem where problem.status == 429 {}
                }
                return sent
            }
            let young = try await invite(3, as: "it-admin")
            #expect(young == 2)
            world.clock.advance(by: .days(30))
            let known = try await invite(3, as: "it-admin")
            let others = try await invite(3, as: "administrator")
            #expect([known, others] == [3, 2])
        }
    }

    @Test("A message of one's own stands in the mail, also when it is sent again, and holds no web address")
    func message() async throws {
        try await APIWorld.with { world in
            let path = APIPath.invitations(world.account)
            func body(_ message: String) -> JSON { ["email": "new@example.com", "role": "member", "message": .string(message)] }
            let refused = try await world.send(.post, path, as: "it-admin", body("Win at www.evil.example"))
            #expect(refused.status == 422 && refused.body["errors"]?.array?.first?["field"]?.string == "message")
            #expect(try await world.mails == 0)
            let sent = try await world.send(.post, path, as: "it-admin", body("Welcome!\nWe start on Monday."))
            #expect(sent.status == 201 && sent.body["message"]?.string == "Welcome!\nWe start on Monday.")
            let id = try #require(sent.body["id"]?.string.flatMap { InvitationID($0) })
            #expect(try await world.send(.post, APIPath.invitationResends(world.account, id), as: "administrator").status == 201)
            let letters = try await world.openedLetters()
            #expect(letters.count == 2)
            for letter in letters { #expect(letter.contains("Message to you: “Welcome!\nWe start on Monday.”")) }
        }
    }

    @Test("An invitation whose sender lost the right stands as void, and can be sent again or anew")
    func void() async throws {
        try await APIWorld.with { world in
            let account = world.account
            let id = try #require(InvitationID(try await world.invite("guest@example.com").body["id"]?.string ?? ""))
            #expect(try await world.invite("other@example.com").status == 201)
            #expect(try await world.invite("guest@example.com", as: "administrator").status == 409)
            let sender = try world.member("it-admin").id
            try await world.operatorWork { _ = try $0.changeMember(sender, of: account, as: "dashboard", to: .init(role: "associate")) }
            func statuses() async throws -> [String] {
                let list = try await world.send(.get, APIPath.invitations(account), as: "administrator")
                return (list.body["items"]?.array ?? []).compactMap { $0["status"]?.string }
            }
            #expect(try await statuses() == ["void", "void"])
            #expect(try await world.send(.post, APIPath.invitationResends(account, id), as: "administrator").status == 201)
            #expect(try await statuses().sorted() == ["open", "void"])
            #expect(try await world.invite("other@example.com", as: "administrator").status == 201)
            #expect(try await statuses() == ["open", "open"])
        }
    }

    @Test("Sending one invitation again and again is limited too (threat 9)")
    func resends() async throws {
        try await APIWorld.with { world in
            let id = try #require(InvitationID(try await world.invite("guest@example.com").body["id"]?.string ?? ""))
            func resend() async throws -> Int {
                try await world.send(.post, APIPath.invitationResends(world.account, id), as: "it-admin").status
            }
            for _ in 0..<4 { #expect(try await resend() == 201) }
            #expect(try await resend() == 429)
            let withdrawn = try await world.send(.delete, APIPath.invitation(world.account, id), as: "it-admin")
            #expect(withdrawn.status == 204)
            #expect(try await world.invite("guest@example.com").status == 429, "Withdrawing and inviting anew is no way around")
            #expect(try await world.mails == 5)
        }
    }
}

extension APIWorld {
    fileprivate func invite(_ address: String, as role: RoleID = "it-admin") async throws -> Answer {
        try await send(.post, APIPath.invitations(account), as: role, ["email": .string(address), "role": "member"])
    }

    fileprivate func promote(_ role: RoleID) async throws {
        let account = account
        let id = try member(role).id
        try await operatorWork { _ = try $0.changeMember(id, of: account, as: "dashboard", to: .init(role: "it-admin")) }
    }

    /// The texts of the mails, which wait sealed.
    fileprivate func openedLetters() async throws -> [String] {
        try await database.read { try $0.newestMessages(limit: 10, openedBy: .ofTests).map(\.text) }
    }

    fileprivate var mails: Int {
        get async throws { try await database.read { try $0.rows("SELECT id FROM outbox WHERE kind = 'mail'").count } }
    }
}

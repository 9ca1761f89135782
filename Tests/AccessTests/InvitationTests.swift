import Access
import Core
import Language
import Outbox
import SQL
import TestSupport
import Testing

@Suite(.onEveryDatabase) struct InvitationTests {
    private let guest = Fixtures.person(80)

    @Test("An accepted invitation makes a member with its role and exactly its projects, once")
    func accepted() async throws {
        try await Northwind.with { world in
            let account = world.account
            let project = world.projects[1].id
            let token = SystemRandom().token()
            let sent = try await world.acting(as: "it-admin") { try $0.invite(token, to: account, role: "associate", projects: [project]) }
            let member = try await world.acting(.person(guest)) { try $0.acceptInvitation(token) }
            #expect(member.role == "associate")
            #expect(member.projects == [project])
            #expect(try await world.now(member.id) == member)
            try await world.expect(AccessError.invitation(.used), .person(Fixtures.person(81))) { try $0.acceptInvitation(token) }
            #expect(sent.expiresAt == world.clock.now() + .days(7))
        }
    }

    @Test("Two people who open one link at once: one becomes a member")
    func parallel() async throws {
        try await Northwind.with { world in
            let account = world.account
            let token = SystemRandom().token()
            _ = try await world.acting(as: "it-admin") { try $0.invite(token, to: account, role: "associate") }
            async let one = world.refusal(.person(Fixtures.person(81))) { try $0.acceptInvitation(token) }
            async let other = world.refusal(.person(Fixtures.person(82))) { try $0.acceptInvitation(token) }
            #expect([try await one, try await other].filter { $0 == nil }.count == 1)
        }
    }

    @Test("An invitation runs out after 7 days, can be withdrawn, and an altered link is unknown")
    func ends() async throws {
        try await Northwind.with { world in
            let account = world.account
            let token = SystemRandom().token()
            let sent = try await world.acting(as: "it-admin") { try $0.invite(token, to: account, role: "associate") }
            let altered = Secret(String(token.exposed.reversed()))
            try await world.expect(AccessError.invitation(.unknown), .person(guest)) { try $0.acceptInvitation(altered) }
            world.clock.advance(by: .days(7))
            try await world.expect(AccessError.invitation(.expired), .person(guest)) { try $0.acceptInvitation(token) }
            let fresh = SystemRandom().token()
            _ = try await world.acting(as: "it-admin") {
                try $0.resendInvitation(sent.id, of: account, as: "dashboard", delivery: .to(fresh))
            }
            try await world.expect(AccessError.invitation(.unknown), .person(guest)) { try $0.acceptInvitation(token) }
            try await world.acting(as: "it-admin") { try $0.withdrawInvitation(sent.id, of: account, as: "dashboard") }
            try await world.expect(AccessError.invitation(.withdrawn), .person(guest)) { try $0.acceptInvitation(fresh) }
        }
    }

    @Test("An invitation falls with the right of whoever sent it")
    func inviterLostRight() async throws {
        try await Northwind.with { world in
            let account = world.account
            let token = SystemRandom().token()
            let second = try world.member("member").id
            _ = try await world.acting(as: "administrator") {
                try $0.changeMember(second, of: account, as: "dashboard", to: .init(role: "administrator"))
            }
            _ = try await world.acting(as: "member") { try $0.invite(token, to: account, role: "administrator") }
            _ = try await world.acting(as: "administrator") {
                try $0.changeMember(second, of: account, as: "dashboard", to: .init(role: "it-admin"))
            }
            try await world.expect(AccessError.invitation(.inviterLostRight), .person(guest)) { try $0.acceptInvitation(token) }
            _ = try await world.acting(as: "administrator") { try $0.removeMember(second, of: account, as: "dashboard") }
            try await world.expect(AccessError.invitation(.inviterLostRight), .person(guest)) { try $0.acceptInvitation(token) }
        }
    }

    @Test("What rested on a lost right does not come back with the right: invitations, and tokens of directories")
    func regained() async throws {
        try await Northwind.with { world in
            let account = world.account
            let token = SystemRandom().token()
            let helper = try world.member("it-admin").id
            let guest = guest
            let sent = try await world.acting(as: "it-admin") { work in
                _ = try work.makeProvisioningToken(Secret("directory"), in: account, as: "dashboard", role: "member")
                return try work.invite(token, to: account, role: "associate")
            }
            for role in ["associate", "it-admin"] as [RoleID] {
                _ = try await world.acting(as: "administrator") {
                    try $0.changeMember(helper, of: account, as: "dashboard", to: .init(role: role))
                }
                try await world.expect(AccessError.invitation(.inviterLostRight), .person(guest)) { try $0.acceptInvitation(token) }
                #expect(try await world.database.read { try $0.provisioningTokens(of: account, product: "dashboard") }.isEmpty)
            }
            let told = try await world.database.read { tx in
                try tx.rows("SELECT action FROM audit_events WHERE action IN ('invitation.withdrawn', 'provisioning-token.revoked')").count
            }
            #expect(told == 2)
            // Sent again by somebody who may, it is an invitation again.
            let fresh = SystemRandom().token()
            _ = try await world.acting(as: "administrator") {
                try $0.resendInvitation(sent.id, of: account, as: "dashboard", delivery: .to(fresh))
            }
            _ = try await world.acting(.person(guest)) { try $0.acceptInvitation(fresh) }
        }
    }

    @Test("An invitation falls with whoever sent it when they may not sign in any more (threat 11)")
    func inviterSuspended() async throws {
        try await Northwind.with { world in
            let account = world.account
            let token = SystemRandom().token()
            let guest = guest
            let inviter = try world.member("administrator").person
            _ = try await world.acting(as: "administrator") { try $0.invite(token, to: account, role: "administrator") }
            try await world.set("suspended", of: inviter)
            try await world.expect(AccessError.invitation(.inviterLostRight), .person(guest)) { try $0.acceptInvitation(token) }
        }
    }

    @Test("Inviting oneself under another address changes nothing about one's role")
    func oneself() async throws {
        try await Northwind.with { world in
            let account = world.account
            let token = SystemRandom().token()
            let helper = try world.member("it-admin")
            _ = try await world.acting(as: "it-admin") { try $0.invite(token, to: account, role: "member") }
            try await world.expect(AccessError.alreadyMember(helper.id), as: "it-admin") { try $0.acceptInvitation(token) }
            #expect(try await world.now(helper.id)?.role == "it-admin")
        }
    }

    @Test("An IT admin can neither send again nor withdraw an invitation to the administrator role")
    func othersInvitation() async throws {
        try await Northwind.with { world in
            let account = world.account
            let sent = try await world.acting(as: "administrator") {
                try $0.invite(SystemRandom().token(), to: account, role: "administrator")
            }
            let codes = [
                try await world.refusal(as: "it-admin") {
                    try $0.resendInvitation(sent.id, of: account, as: "dashboard", delivery: .to(SystemRandom().token()))
                }?.code,
                try await world.refusal(as: "it-admin") { try $0.withdrawInvitation(sent.id, of: account, as: "dashboard") }?.code,
            ]
            #expect(codes == ["administrator-only", "administrator-only"])
        }
    }

    @Test("One open invitation an address, and none for a member")
    func once() async throws {
        try await Northwind.with { world in
            let account = world.account
            let sent = try await world.acting(as: "it-admin") { try $0.invite("Guest@Example.com", to: account, role: "member") }
            try await world.expect(AccessError.alreadyInvited(sent.id), as: "it-admin") {
                try $0.invite("guest@example.COM", to: account, role: "member")
            }
            let member = try world.member("member")
            let person = member.person
            let known = try await world.refusal(as: "it-admin") {
                try $0.invite(
                    Invitee(#require(EmailAddress("m@example.com")), knownAs: [Fixtures.person(98), person]), to: account, as: "dashboard",
                    role: "associate",
                    delivery: .to(SystemRandom().token()))
            }
            #expect(known == .alreadyMember(member.id))
        }
    }

    @Test("The mail carries the link, says why it was sent, and is the only place where the link is")
    func mail() async throws {
        try await Northwind.with { world in
            let account = world.account
            let token = SystemRandom().token()
            _ = try await world.acting(as: "administrator") { try $0.rename(account, to: "<b>\"North\" & wind</b>", as: "dashboard") }
            _ = try await world.acting(as: "it-admin") { try $0.invite(token, to: account, role: "member") }
            let sent = try await world.database.read { try $0.newestMessages(limit: 2, openedBy: .ofTests) }
            let mail = try #require(sent.first)
            let text = mail.text
            let html = try #require(mail.html)
            #expect(mail.recipient == "guest@example.com")
            #expect(mail.subject.contains("North"))
            #expect(text.contains("http://localhost:8080/invitations/\(token.exposed)"))
            #expect(text.contains("do nothing"))
            #expect(html.contains("&lt;b&gt;&quot;North&quot; &amp; wind&lt;/b&gt;"))
            #expect(!html.contains("<b>"))
            let hashes = try await world.rows("SELECT token_hash FROM invitations")
            let hash: [UInt8] = try #require(hashes.first)["token_hash"]
            #expect(hash == TokenHash(token.exposed, purpose: .invitation).bytes)
        }
    }

    @Test("Asking for access writes to those who manage people, once a day")
    func accessRequest() async throws {
        try await Northwind.with { world in
            let account = world.account
            let ask: @Sendable (Administration) throws -> (id: AccessRequestID, asked: Int) = { work in
                try work.requestAccess(
                    to: "billing", in: account, product: "dashboard",
                    recipients: { $0.compactMap { EmailAddress("\($0)@example.com") }.map { Recipient($0, .program) } },
                    mail: AccessRequestMail(personName: "Ada", personEmail: "ada@example.com") { "http://localhost:8081/users/\($0)" })
            }
            let first = try await world.acting(as: "associate", ask)
            #expect(first.asked == 2)
            let again = try await world.refusal(as: "associate", ask)
            #expect(again == .alreadyAsked)
            world.clock.advance(by: .days(1))
            let tomorrow = try await world.refusal(as: "associate", ask)
            #expect(tomorrow == nil)
            let outsider = try await world.refusal(.person(Fixtures.person(99)), ask)
            #expect(outsider == .notFound)
            #expect(try await world.rows("SELECT id FROM outbox").count == 4)
        }
    }
}

extension InvitationDelivery {
    static func to(_ token: Secret<String>) throws -> InvitationDelivery {
        InvitationDelivery(token: token, issuer: "http://localhost:8080", inviterName: "Ada", keyring: try .ofTests)
    }
}

extension Administration {
    func invite(_ token: Secret<String>, to account: AccountID, role: RoleID, projects: ProjectAssignment = []) throws -> Invitation {
        try invite(
            Invitee(#require(EmailAddress("guest@example.com")), knownAs: []), to: account, as: "dashboard", role: role, projects: projects,
            delivery: .to(token))
    }
}

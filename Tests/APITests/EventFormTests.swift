import Access
import Audit
import Core
import HTTPTypes
import Identity
import OpenID
import SQL
import TestSupport
import Testing
import Web

/// What an event says: who did what, on whose behalf, from where, with which proof, with what before and after.
@Suite("The form of events") struct EventFormTests {
    @Test(
        "A change through a product says who did it, by which client, how they had proved it, and what was before and after",
        .onEveryDatabase)
    func throughAProduct() async throws {
        try await APIWorld.with { world in
            let administrator = try world.member("administrator").person
            let token = try await world.token(of: administrator, factors: .twoFactors)
            #expect(await world.send(.patch, world.path(""), token: token, ["name": "Northwind Traders"]).status == 200)
            let account = world.account
            let event = try #require(
                try await world.database.read { try $0.events(AuditQuery(account: account)).first { $0.action == "account.renamed" } })
            #expect(event.actor == "person:\(administrator)")
            #expect(event.client?.hasPrefix("cli_") == true && event.session != nil)
            #expect(event.proof?.hasPrefix("urn:lanyard:2") == true)
            #expect(event.changes == #"{"name":["Northwind","Northwind Traders"]}"#)
            #expect(event.values["network"] == nil, "the request came from the product's server, not from the person")
        }
    }

    @Test("What an operator or the server does has no client, session, proof or network", .onEveryDatabase)
    func byTheOperator() async throws {
        try await APIWorld.with { world in
            let account = world.account
            try await world.operatorWork { try $0.setNeedsTwoFactors(true, of: account) }
            let event = try #require(
                try await world.database.read { tx in
                    try tx.events(AuditQuery(account: account)).first { $0.action == "account.factors-changed" }
                })
            #expect(event.actor == "operator" && event.client == nil && event.session == nil && event.proof == nil && event.values.isEmpty)
            #expect(event.changes == #"{"needs_two_factors":["false","true"]}"#)
        }
    }

    @Test(
        "What is personal in events goes with its person, also an address from before it was theirs; what happened stays", .onEveryDatabase)
    func erased() async throws {
        try await APIWorld.with { world in
            let now = world.clock.now()
            let ada = PersonID(at: now)
            let ben = PersonID(at: now)
            @Sendable func renamed(_ person: PersonID) -> AuditEvent {
                AuditEvent(.personRenamed, by: .person(person), on: person.text)
                    .telling(AuditEvent.PersonalValues(of: person, ["before": "Ada", "after": "Countess"]))
            }
            let invited = AuditEvent(.invitationSent, by: .operatorCommand, on: "inv_1")
                .telling(AuditEvent.PersonalValues(["email": "ada@northwind.example"]))
            try await Circumstances.$current.withValue(Circumstances(network: "192.0.2.7")) {
                try await world.database.write { tx in
                    for person in [ada, ben] { try tx.append(renamed(person), at: now) }
                    try tx.append(invited, at: now)
                    try tx.eraseEventValues(of: [ada], addresses: ["ada@northwind.example"])
                }
            }
            let events = try await world.database.read { tx in
                try [ada.text, ben.text, "inv_1"].map { try #require(try tx.events(AuditQuery(subject: $0, limit: 5)).first) }
            }
            #expect(events.map(\.action) == ["person.renamed", "person.renamed", "invitation.sent"])
            #expect(events[0].values.isEmpty && events[2].values["email"] == nil)
            #expect(events[1].values == ["before": "Ada", "after": "Countess", "network": "192.0.2.7"])
        }
    }
}

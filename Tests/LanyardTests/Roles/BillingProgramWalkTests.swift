import Access
import Audit
import Core
import Dashboard
import Delivery
import OpenID
import SQL
import TestSupport
import Testing
import Web

@testable import Lanyard

/// The addresses for the operator's programs, over the real servers: a new one is walked the day it is added.
@Suite("Programs that book what accounts are billed", .serialized)
struct BillingProgramWalkTests {
    private func send(
        _ world: RoleWorld, _ method: String, _ path: String, _ token: String?, _ body: JSON = ["id": "one"]
    ) async throws -> Page {
        let headers =
            (token.map { [(name: "Authorization", value: "Bearer " + $0)] } ?? []) + [(name: "Content-Type", value: "application/json")]
        return try await Browser().send(OutgoingRequest(method, world.server.dashboard + path, headers: headers, body: body.bytes))
    }

    /// The token of a client that was registered as the operator's command does.
    private func program(_ world: RoleWorld, _ scope: String) async throws -> String {
        let installation = world.server.installation
        let now = installation.clock.now()
        let made = try ClientRegistration(name: "Finance", grantTypes: [.clientCredentials], scopes: [scope]).client(at: now)
        try await installation.database.write { try $0.add(made.client, by: .operatorCommand, at: now) }
        let page = try await Browser().post(
            OpenIDPath.token.at(world.server.id),
            [
                ("grant_type", "client_credentials"), ("client_id", made.client.id.text), ("client_secret", made.secret?.exposed ?? ""),
            ])
        return try #require(try JSON(reading: Array(page.body.utf8))["access_token"]?.string, "\(page.status) \(page.body)")
    }

    @Test(
        "No role of any account and no other scope opens one of them, and nothing there tells whether a billing account exists",
        .onEveryDatabase)
    func walk() async throws {
        try await RoleWorld.with { world in
            var ids = try await world.realIDs()
            let website = try #require(world.server.server.website(.product(.dashboard)))
            let entries = website.entries.filter { $0.proof == "BillingProgram" }
            #expect(entries.count == 6)
            var outsiders: [(String?, Int)] = [(nil, 401), ("guess", 401), (try await program(world, Scope.evaluate), 401)]
            for role in ["administrator", "member", "support-member", "associate", "it-admin"] as [RoleID] {
                outsiders.append((try await world.token(world.browser(role)), 403))
            }
            let program = try await program(world, Scope.writeBilling)
            let real = ids
            ids["billing"] = ["dashboard": "bil_none"]
            for entry in entries {
                let known = try world.filled(entry.path, real, "dashboard")
                let unknown = try world.filled(entry.path, ids, "dashboard")
                for (token, status) in outsiders {
                    let one = try await send(world, entry.method, known, token)
                    let other = try await send(world, entry.method, unknown, token)
                    #expect(one.status == status && other.status == status, "\(entry.path): \(one.status) \(other.status)")
                    #expect(!one.body.contains("Northwind"))
                }
                #expect(try await send(world, entry.method, known, program, ["id": "one", "is_administrator": true]).status == 400)
                if known != unknown { #expect(try await send(world, entry.method, unknown, program).status == 404, "\(entry.path)") }
            }
        }
    }

    @Test("What a program books is done once, and stands in the log with its client", .onEveryDatabase)
    func booked() async throws {
        try await RoleWorld.with { world in
            let ids = try await world.realIDs()
            let billing = try #require(ids["billing"]?["dashboard"])
            let program = try await program(world, Scope.writeBilling)
            let order: JSON = ["id": "transfer-7", "amount": "40.00", "note": "Transfer 7"]
            for status in [201, 200] {
                let page = try await send(world, "POST", BillingAPIPath.topUps(billing).text, program, order)
                #expect(page.status == status, "\(page.body)")
            }
            let account = world.account
            let events = try await world.server.installation.database.read {
                try $0.rows("SELECT actor, details FROM audit_events WHERE action = 'billing.topped-up' AND account_id = \(account)")
            }
            #expect(events.count == 1)
            let event = try #require(events.first)
            let actor: String = try event["actor"]
            let details: String = try event["details"]
            #expect(actor.hasPrefix("client:cli_") && details.contains("transfer-7") && !details.contains("40"))
        }
    }
}

import API
import Access
import Audit
import Core
import Foundation
import HTTPTypes
import OpenID
import SQL
import TestSupport
import Testing
import Web

@Suite("Catalogs that products keep by the API", .onEveryDatabase) struct CatalogEndpointTests {
    private static let dashboard = APIPath.catalog("dashboard")

    private func file() throws -> String {
        try String(contentsOf: Vectors.project.appending(path: "Products/dashboard.yaml"), encoding: .utf8)
    }

    @Test(
        "What a product sends counts at the next request in place of its file, as a version of its own, and the file again once it is released"
    )
    func kept() async throws {
        try await APIWorld.with { world in
            let token = try await world.catalogToken()
            let path = APIPath.members(world.account)
            #expect(try await world.send(.get, path, as: "support-member").status == 403)
            let wider = try file().replacing("view: [messages]", with: "view: [messages, users]")
            var answer = await world.send(.put, Self.dashboard, token: token, ["text": .string(wider), "version": 0, "preview": true])
            #expect(answer.status == 200 && answer.body["version"] == 1, "\(answer.text)")
            #expect(try await world.send(.get, path, as: "support-member").status == 403, "a preview keeps nothing")
            answer = await world.send(.put, Self.dashboard, token: token, ["text": .string(wider), "version": 0])
            #expect(answer.status == 200, "\(answer.text)")
            #expect(try await world.send(.get, path, as: "support-member").status == 200)
            let read = await world.send(.get, Self.dashboard, token: token)
            #expect(read.body["text"]?.string == wider && read.body["version"] == 1)
            let late = await world.send(.put, Self.dashboard, token: token, ["text": .string(wider), "version": 0])
            #expect(late.status == 409 && late.body["type"] == "urn:lanyard:problem:catalog-changed", "\(late.text)")
            let released = await world.send(.delete, Self.dashboard.query([("version", "1")]), token: token)
            #expect(released.status == 204, "\(released.text)")
            #expect(try await world.send(.get, path, as: "support-member").status == 403)
            let versions = await world.send(.get, APIPath.catalogVersions("dashboard"), token: token).body["items"]?.array ?? []
            #expect(versions.map { $0["version"] } == [2, 1] && versions.first?["text"] == .null)
            let events: [String] = try await world.database.read {
                try $0.rows("SELECT action FROM audit_events WHERE subject = 'dashboard' ORDER BY id").map { try $0["action"] }
            }
            // Within one millisecond of the test clock they have no order.
            #expect(events.sorted() == ["catalog.kept", "catalog.released"])
        }
    }

    @Test("Another process that keeps a catalog is heard at the next request")
    func elsewhere() async throws {
        try await APIWorld.with { world in
            let path = APIPath.projects(world.account)
            #expect(try await world.send(.get, path, as: "associate").body["items"]?.array?.count == 1)
            // As another process does it: by rows alone.
            let text = try file().replacing("  associate:", with: "  associate-of-old:", maxReplacements: 1)
            let now = world.clock.now()
            try await world.database.write { tx in
                try tx.run(
                    """
                    INSERT INTO kept_catalogs (product, version, text, kept_by, kept_at) VALUES ('dashboard', 1, \(text), 'operator', \(now))
                    """)
            }
            let after = try await world.send(.get, path, as: "associate")
            #expect(after.body["items"]?.array?.isEmpty ?? (after.status == 403), "the role is in no catalog any more: \(after.text)")
        }
    }

    @Test("Mistakes are answered with their lines, and a catalog that lacks a role somebody holds with who holds it; nothing is kept")
    func refused() async throws {
        try await APIWorld.with { world in
            let token = try await world.catalogToken()
            let broken = try file().replacing("roles:", with: "rolls:", maxReplacements: 1)
            let mistakes = await world.send(.put, Self.dashboard, token: token, ["text": .string(broken), "version": 0])
            #expect(mistakes.status == 422 && mistakes.text.contains("Line "), "\(mistakes.text)")
            let smaller = try file().replacing("  associate:", with: "  helper:", maxReplacements: 1)
            let inUse = await world.send(.put, Self.dashboard, token: token, ["text": .string(smaller), "version": 0])
            #expect(inUse.status == 409 && inUse.body["type"] == "urn:lanyard:problem:catalog-in-use", "\(inUse.text)")
            #expect(inUse.text.contains("associate") && inUse.text.contains("The associate"))
            let other = await world.send(
                .put, Self.dashboard, token: token,
                ["text": .string(try file().replacing("product: dashboard", with: "product: other")), "version": 0])
            #expect(other.status == 422, "\(other.text)")
            #expect(await world.send(.get, Self.dashboard, token: token).body["version"] == 0)
        }
    }

    @Test("No catalog makes an Administrator of whoever holds a role, nor leaves an account without one; a group counts as a holder")
    func administrators() async throws {
        try await APIWorld.with { world in
            let token = try await world.catalogToken()
            let text = try file()
            let owner = """
                  owner:
                    name: Owner
                    for: Those who own the company.
                    administrator: true
                    manage: all
                    projects: all
                """
            let ordinary = "    administrator: true\n    manage: all"
            let raised = text.replacing(
                "    manage: [overview, messages, billing, projects, access-keys, settings]\n    projects: assigned",
                with: ordinary + "\n    projects: all", maxReplacements: 1)
            let lowered = text.replacing(ordinary, with: "    manage: all", maxReplacements: 1) + "\n" + owner + "\n"
            for (changed, role) in [(raised, "member"), (lowered, "administrator")] {
                #expect(changed != text)
                let refused = await world.send(.put, Self.dashboard, token: token, ["text": .string(changed), "version": 0])
                #expect(
                    refused.status == 409
                        && refused.text.contains("hold the role \(role), so whether it is an Administrator's cannot change"),
                    "\(refused.text)")
            }
            #expect(KeyScope.reserved == Set(Scope.known).subtracting([Scope.readMessages, Scope.writeMessages, Scope.writeEvents]))
            // A role that nobody holds may become one.
            let added = await world.send(
                .put, Self.dashboard, token: token, ["text": .string(text + "\n" + owner + "\n"), "version": 0, "preview": true])
            #expect(added.status == 200, "\(added.text)")
            #expect(await world.send(.get, Self.dashboard, token: token).body["version"] == 0)
        }
    }

    @Test("Nor does it of whoever is invited to a role, or gets one from a directory; an invitation that is over counts no more")
    func promised() async throws {
        try await APIWorld.with { world in
            let text =
                try file() + """
                    \n  owner:
                        name: Owner
                        for: Those who own the company.
                        view: [messages]
                        projects: all\n
                    """
            let raised = text.replacing(
                "view: [messages]\n    projects: all", with: "administrator: true\n    manage: all\n    projects: all")
            func put(_ text: String, version: Int64, preview: Bool = true) async throws -> Answer {
                await world.send(
                    .put, Self.dashboard, token: try await world.catalogToken(),
                    ["text": .string(text), "version": .integer(version), "preview": .bool(preview)])
            }
            #expect(try await put(text, version: 0, preview: false).status == 200)
            #expect(try await put(raised, version: 1).status == 200, "nobody has it")
            let invited = try await world.send(
                .post, APIPath.invitations(world.account), as: "administrator", ["email": "new@northwind.example", "role": "owner"])
            #expect(invited.status == 201, "\(invited.text)")
            let refused = try await put(raised, version: 1)
            #expect(refused.status == 409 && refused.text.contains("an invitation (inv_"), "\(refused.text)")
            world.clock.advance(by: .days(8))
            #expect(try await put(raised, version: 1).status == 200, "it is over")
            let account = world.account
            let catalog = world.catalog
            let now = world.clock.now()
            _ = try await world.database.write { tx in
                try Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                    .makeProvisioningToken(Secret("a-directory"), in: account, as: "dashboard", role: "owner")
            }
            let directory = try await put(raised, version: 1)
            #expect(directory.status == 409 && directory.text.contains("a directory (scim_"), "\(directory.text)")
        }
    }

    @Test("Only a program of that product with the scope keeps its catalog; another product's is not there")
    func outsiders() async throws {
        try await APIWorld.with { world in
            let wish: JSON = ["text": "x", "version": 0]
            #expect(await world.send(.put, Self.dashboard, token: nil, wish).status == 401)
            #expect(try await world.send(.put, Self.dashboard, as: "administrator", wish).status == 403)
            let narrow = try await world.catalogToken(of: nil, scope: Scope.evaluate)
            #expect(await world.send(.put, Self.dashboard, token: narrow, wish).status == 403)
            await #expect(throws: (any Error).self, "it is a product's alone") { _ = try await world.catalogToken(of: nil) }
            let ofMail = try await world.catalogToken(of: "mail")
            #expect(await world.send(.put, Self.dashboard, token: ofMail, wish).status == 404)
            #expect(await world.send(.get, Self.dashboard, token: ofMail).status == 404)
        }
    }
}

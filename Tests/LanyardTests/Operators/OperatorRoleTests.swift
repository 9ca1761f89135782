import Access
import Core
import Delivery
import Foundation
import IDSite
import Identity
import SQL
import TestSupport
import Testing
import Web

@testable import Lanyard

/// Who may do what on the server's own pages, over the whole route table: a new page is walked the day it is added.
@Suite("Roles of those who run the server")
struct OperatorRoleTests {
    private static var entries: [RouteEntry] { LanyardServer.Part.id.routes.filter { $0.path.hasPrefix(OperatorPath.overview.text) } }

    /// A path whose parameters are well-formed and name nothing.
    private static func path(_ template: String) -> String {
        let ids = [
            "ticket": "tkt", "request": "rcv", "phase": "phs", "brake": "brk", "person": "per", "report": "rep", "client": "cli",
            "receiver": "hook",
        ]
        return template.split(separator: "/").map { part in
            guard part.hasPrefix(":") else { return "/" + part }
            let name = String(part.dropFirst())
            return "/" + (ids[name].map { $0 + "_00000000000000000000000001" } ?? "dashboard")
        }.joined()
    }

    /// The area that a route's proof names, and whether it acts.
    private static func need(_ entry: RouteEntry) -> (area: String, acts: Bool)? {
        guard let name = entry.proof.split(separator: "<").dropFirst().first?.dropLast() else { return nil }
        let area = [
            "MovesArea": "moves", "PeopleArea": "people", "TicketsArea": "tickets", "RecoveryArea": "recovery", "ImportsArea": "imports",
            "ClientsArea": "clients",
        ]
        return area[String(name)].map { ($0, !entry.proof.hasPrefix("MayOversee")) }
    }

    /// Written out here, so that a change of the catalog is seen.
    private static let table: [RoleID: (views: Set<String>, acts: Set<String>)] = [
        "operator": (
            ["moves", "people", "tickets", "recovery", "imports", "clients"],
            ["moves", "people", "tickets", "recovery", "imports", "clients"]
        ),
        "support": (["moves", "people", "tickets", "recovery", "imports"], ["people", "tickets", "recovery"]),
        "auditor": (["moves", "people", "tickets", "recovery", "imports", "clients"], []),
    ]

    @Test("Every page and every act of the server's pages asks for its own area, and only the first for none")
    func proofs() {
        #expect(Self.entries.count > 15)
        for entry in Self.entries where entry.path != OperatorPath.overview.text {
            #expect(Self.need(entry) != nil, "\(entry.method) \(entry.path) by \(entry.proof)")
            #expect(Self.need(entry)?.acts == (entry.kind == .post), "\(entry.path)")
        }
    }

    @Test("Each role opens what its table says at every page and act", .onEveryDatabase, arguments: ["operator", "support", "auditor"])
    func roles(_ name: String) async throws {
        let role = RoleID(rawValue: name)
        let may = try #require(Self.table[role])
        try await RunningServer.with(example: true) { server in
            let browser = try await server.operatorBrowser(role)
            let token = try #require(
                try await browser.get(server.id + "/profile").forms.flatMap(\.fields).first { $0.name == "_token" }
            ).value
            for entry in Self.entries {
                let url = server.id + Self.path(entry.path)
                let isAllowed = Self.need(entry).map { ($0.acts ? may.acts : may.views).contains($0.area) } ?? true
                let page: Page
                if entry.kind == .post {
                    func post(_ fields: [(String, String)]) async throws -> Page {
                        let headers = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
                        return try await browser.send(
                            OutgoingRequest("POST", url, headers: headers, body: Array(PercentCoding.query(fields).utf8)))
                    }
                    let without = try await post([("share", "1")])
                    #expect(without.status == 403, "\(role) \(entry.path) without a token: \(without.status)")
                    page = try await post([("_token", token)])
                } else {
                    page = try await browser.get(url)
                }
                if isAllowed, entry.kind == .page, !entry.path.contains(":") {
                    #expect(page.status == 200, "\(role) \(entry.path): \(page.status)")
                } else if isAllowed {
                    #expect([200, 303, 404, 422].contains(page.status), "\(role) \(entry.method) \(entry.path): \(page.status)")
                } else {
                    #expect(page.status == 403, "\(role) \(entry.method) \(entry.path): \(page.status)")
                }
            }
        }
    }

    @Test("To whoever runs nothing these pages do not exist, and whoever signed in without a second factor is told what to do")
    func others() async throws {
        try await RunningServer.with(.sqlite, example: true) { server in
            let nobody = try await server.operatorBrowser(nil)
            let login = try RunningServer.appLogin(0, factor: "none")
            let person = try #require(try await server.installation.people(named: login.email).first).id
            let plain = Browser()
            try await server.signIn(plain, at: server.id + "/", as: login.email, password: login.password)
            for entry in Self.entries where entry.kind == .page {
                let url = server.id + Self.path(entry.path)
                #expect(try await nobody.get(url).status == 404, "\(entry.path)")
                #expect(try await plain.get(url).status == 404, "\(entry.path)")
                #expect(try await Browser().get(url).place.hasPrefix("/sign-in"), "\(entry.path)")
            }
            #expect(try await !nobody.get(server.id + "/").text.contains("Operate"))
            let now = server.clock.now()
            try await server.installation.database.write { tx in
                try tx.add(Operator(person, as: "operator", at: now))
                try tx.setLocale(person, to: "en", at: now)
            }
            for entry in Self.entries where entry.kind == .page {
                let page = try await plain.get(server.id + Self.path(entry.path))
                #expect(page.status == 403 && page.text.contains("need a second factor"), "\(entry.path): \(page.status)")
            }
            // Taken away, it is gone at once.
            let boss = try await server.operatorBrowser("operator", 1)
            #expect(try await boss.get(server.id + "/operate").status == 200)
            let bossLogin = try RunningServer.appLogin(1)
            let bossID = try #require(try await server.installation.people(named: bossLogin.email).first).id
            #expect(try await server.installation.database.write { try $0.removeOperator(bossID, at: now) })
            #expect(try await boss.get(server.id + "/operate").status == 404)
        }
    }
}

import Access
import Core
import Delivery
import ProductKit
import TestSupport
import Testing
import Web

@testable import Lanyard

/// Sends malformed requests to every route of every server. Each answer must be a clear error of its layer, never a 500.
@Suite("Bad input", .serialized, .onEveryDatabase)
struct BadInputTests {
    @Test("No route answers a malformed request with a failure of ours")
    func strangers() async throws {
        try await RunningServer.with { server in
            for (part, website) in server.server.websites {
                for entry in website.entries {
                    for bad in BadRequest.table {
                        let request = bad.request(entry, at: server.address(of: part))
                        let page = try await Browser().send(request)
                        expectClear(page, entry, "\(part) \(bad.name)")
                    }
                }
            }
        }
    }

    @Test("Whoever is signed in gets no failure of ours either, whatever their forms hold")
    func forms() async throws {
        try await RoleWorld.with { world in
            for part in LanyardServer.Part.allCases {
                let address = world.server.address(of: part)
                let isMail = part == .product(.mail)
                let browser = try await world.browser(isMail ? "admin" : "administrator", isMail ? "mail" : "dashboard")
                let page = try await browser.get((part == .id ? CommonPath.home : UserPath.list).at(address))
                let token = try #require(page.forms.flatMap(\.fields).first { $0.name == "_token" }?.value)
                let website = try #require(world.server.server.website(part))
                // Leaves out the sign-out, so that all other forms are sent while signed in.
                let entries = website.entries.filter { $0.kind == .post && !$0.path.contains("sign-out") }
                #expect(entries.count > 3)
                for entry in entries {
                    for value in BadRequest.values {
                        let fields = [("_token", token)] + BadRequest.fieldNames.map { ($0, value) }
                        let answer = try await browser.send(.form(BadRequest.filled(entry.path, "x"), address, fields))
                        expectClear(answer, entry, "\(part) fields of \(value.prefix(20).debugDescription)")
                    }
                }
            }
        }
    }

    @Test("The API says which member of a body is wrong, for every kind of wrong")
    func bodies() async throws {
        try await RoleWorld.with { world in
            let token = try await world.token(world.browser("administrator"))
            let evaluator = try await world.evaluatorToken()
            let website = try #require(world.server.server.website(.id))
            for entry in website.entries where entry.kind == .api {
                for (name, body) in BadRequest.bodies {
                    let path = entry.path.replacing(":account", with: world.account.text)
                    var request = OutgoingRequest(entry.method, world.server.id + BadRequest.filled(path, "x"), body: Array(body.utf8))
                    let bearer = entry.path.hasPrefix("/access/") ? evaluator : token
                    request.headers = [("Authorization", "Bearer " + bearer), ("Content-Type", "application/json")]
                    let page = try await Browser().send(request)
                    expectClear(page, entry, "body: \(name)")
                    if entry.path.hasPrefix("/api/v1"), page.status >= 400 {
                        #expect(
                            page.header("Content-Type")?.hasPrefix("application/problem+json") == true,
                            "\(entry.path) \(name) \(page.body.prefix(200))")
                    }
                }
            }
        }
    }

    private func expectClear(_ page: Page, _ entry: RouteEntry, _ what: String) {
        #expect(page.status < 500 || page.status == 501, "\(entry.method) \(entry.path) \(what): \(page.status) \(page.text.prefix(300))")
        if page.status >= 400, entry.kind == .page || entry.kind == .post {
            #expect(page.title.count > 5, "\(entry.path) \(what) says nothing: \(page.status)")
        }
    }
}

extension RunningServer {
    func address(of part: LanyardServer.Part) -> String {
        switch part {
        case .id: id
        case .product(.dashboard): dashboard
        case .product(.mail): mail
        }
    }
}

extension OutgoingRequest {
    static func form(_ path: String, _ address: String, _ fields: [(String, String)]) -> OutgoingRequest {
        let body = fields.map { $0.0.formEncoded + "=" + $0.1.formEncoded }.joined(separator: "&")
        return OutgoingRequest(
            "POST", address + path, headers: [("Content-Type", "application/x-www-form-urlencoded")], body: Array(body.utf8))
    }
}

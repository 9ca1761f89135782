import Access
import Core
import Delivery
import TestSupport
import Testing
import Web

@testable import Lanyard

/// The table of mission.md, cell by cell over real HTTP: what each role opens as a page, by the management API, and as a decision.
@Suite("Roles over HTTP", .serialized)
struct RoleTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let product: ProductID
        let role: RoleID
        /// Area by area in the catalog's order: m manages, v views, - neither.
        let areas: String
        /// The project that was given, and the one that was not.
        let projects: String
        var testDescription: String { "\(product) \(role)" }
    }

    static let rows: [Row] = [
        Row(product: "dashboard", role: "administrator", areas: "mmmmmmm", projects: "mm"),
        Row(product: "dashboard", role: "member", areas: "mmmmm-m", projects: "m-"),
        Row(product: "dashboard", role: "support-member", areas: "-v-----", projects: "v-"),
        Row(product: "dashboard", role: "associate", areas: "mm-mm-m", projects: "m-"),
        Row(product: "dashboard", role: "it-admin", areas: "-----m-", projects: "mm"),
        Row(product: "mail", role: "admin", areas: "mmm", projects: "--"),
        Row(product: "mail", role: "analyst", areas: "v--", projects: "--"),
        Row(product: "mail", role: "billing", areas: "--m", projects: "--"),
        Row(product: "mail", role: "developer", areas: "m-m", projects: "--"),
        Row(product: "mail", role: "support", areas: "v--", projects: "--"),
    ]
    /// A page that needs "manage", where an area has one.
    static let managing: [AreaID: String] = [
        "projects": "/projects/new", "access-keys": "/access-keys/new", "users": "/users/invite", "domains": "/domains/add",
    ]

    @Test("Every role and every area of every product has its cell here")
    func complete() throws {
        let catalog = try CatalogFiles.catalog(Configuration(file: nil, environment: [:], overrides: [:]))
        for product in catalog.products {
            let rows = Self.rows.filter { $0.product == product.id }
            #expect(product.roles.map(\.id) == rows.map(\.role))
            #expect(rows.allSatisfy { $0.areas.count == product.areas.count })
        }
        #expect(Set(catalog.products.map(\.id)) == Set(Self.rows.map(\.product)))
    }

    @Test("Each role opens its pages and no other, by address and in the navigation", arguments: DatabaseKind.allCases)
    func pages(kind: DatabaseKind) async throws {
        try await RoleWorld.with(kind) { world in
            for row in Self.rows {
                let browser = try await world.browser(row.role, row.product)
                let product = try #require(world.server.installation.catalog[row.product])
                let start = try await browser.get(world.address(of: row.product) + "/")
                for (area, cell) in zip(product.areas, row.areas) {
                    let page = try await browser.get(world.address(of: row.product) + "/\(area.id)")
                    #expect(page.status == (cell == "-" ? 403 : 200), "\(row.testDescription) \(area.id): \(page.text.prefix(200))")
                    #expect(
                        start.body.contains("href=\"/\(area.id)\"") == (cell != "-"), "\(row.testDescription): \(area.id) in the navigation"
                    )
                    if cell == "-" { try expectExplained(page, product, row, area) }
                    guard let managing = Self.managing[area.id] else { continue }
                    let manage = try await browser.get(world.address(of: row.product) + managing)
                    #expect(manage.status == (cell == "m" ? 200 : 403), "\(row.testDescription) \(managing)")
                }
            }
        }
    }

    @Test("Each role sees the messages and projects of its projects and no other", arguments: DatabaseKind.allCases)
    func projectPages(kind: DatabaseKind) async throws {
        try await RoleWorld.with(kind) { world in
            for row in Self.rows where row.product == "dashboard" {
                let browser = try await world.browser(row.role)
                let file = try await browser.get(world.server.dashboard + "/messages.csv")
                let seesMessages = row.areas.dropFirst().first != "-"
                #expect(file.status == (seesMessages ? 200 : 403))
                for (project, cell) in zip([world.given, world.withheld], row.projects) {
                    let listed = file.body.contains(",\(project.name),")
                    #expect(listed == (seesMessages && cell != "-"), "\(row.role): messages of \(project.name)")
                    let page = try await browser.get(world.server.dashboard + "/projects/\(project.id)")
                    let manages = row.areas.dropFirst(3).first == "m"
                    #expect(page.status == (manages ? (cell == "-" ? 404 : 200) : 403), "\(row.role): page of \(project.name)")
                }
            }
        }
    }

    @Test("The management API gives each role what the table gives it", arguments: DatabaseKind.allCases)
    func managementAPI(kind: DatabaseKind) async throws {
        try await RoleWorld.with(kind) { world in
            for row in Self.rows {
                let token = try await world.token(world.browser(row.role, row.product), row.product)
                let product = try #require(world.server.installation.catalog[row.product])
                let me = try await world.call("GET", "/api/v1/me", token: token).body
                let areas = zip(product.areas, row.areas).compactMap { area, cell -> String? in
                    cell == "-" ? nil : "\(area.id) \(cell == "m" ? "manage" : "view")"
                }
                #expect(me["current"]?["areas"]?.object?.map { "\($0.0) \($0.1.string ?? "")" } == areas, "\(row.testDescription)")
                let seen = try await world.call("GET", "/api/v1/accounts/\(world.account)/projects", token: token).body["items"]?.array
                let ids = Set(seen?.compactMap { $0["id"]?.string } ?? [])
                for (project, cell) in zip([world.given, world.withheld], row.projects) {
                    #expect(ids.contains(project.id.text) == (cell != "-"), "\(row.testDescription) \(project.name)")
                }
                for (area, cell) in zip(product.areas, row.areas) {
                    guard let list = Self.lists[area.id] else { continue }
                    let answer = try await world.call("GET", "/api/v1/accounts/\(world.account)" + list, token: token)
                    #expect(answer.status == (cell == "-" ? 403 : 200), "\(row.testDescription) \(list)")
                }
                if row.product == "dashboard" { try await expectOrders(world, row, token) }
            }
        }
    }

    @Test("A decision says of every cell what the table says", arguments: DatabaseKind.allCases)
    func decisions(kind: DatabaseKind) async throws {
        try await RoleWorld.with(kind) { world in
            let token = try await world.evaluatorToken()
            for row in Self.rows {
                let product = try #require(world.server.installation.catalog[row.product])
                let place: JSON = ["account": .string(world.account.text), "product": .string(row.product.rawValue)]
                let areas = product.areas.map { area -> JSON in ["type": "area", "id": .string(area.id.rawValue), "properties": place] }
                let projects = [world.given, world.withheld].map { project -> JSON in
                    ["type": "project", "id": .string(project.id.text), "properties": place]
                }
                let subject: JSON = ["type": "person", "id": .string(try world.member(row.role, row.product).person.text)]
                for (action, allowed) in [("view", Set<Character>("vm")), ("manage", ["m"])] {
                    let body: JSON = [
                        "subject": subject, "action": ["name": .string(action)],
                        "evaluations": .array((areas + projects).map { ["resource": $0] }),
                    ]
                    let answer = try await world.call("POST", "/access/v1/evaluations", token: token, body)
                    #expect(
                        answer.body["evaluations"]?.array?.compactMap { $0["decision"]?.bool }
                            == (row.areas + row.projects).map(allowed.contains),
                        "\(row.testDescription) \(action)")
                }
            }
        }
    }

    /// What lists an area's things in the management API.
    private static let lists: [AreaID: String] = ["users": "/members", "access-keys": "/access-keys"]

    /// A refusal says which role is held, what is needed and who can change it (rule 6).
    private func expectExplained(_ page: Page, _ product: Product, _ row: Row, _ area: Area) throws {
        let name = try #require(product.role(row.role)).name
        #expect(page.text.contains("Your role in Northwind is \(name)"), "\(row.testDescription) \(area.id): \(page.text.prefix(300))")
        #expect(page.text.contains(area.name))
        #expect(page.text.contains("can change that"))
        #expect(page.form(to: "/access-requests") != nil)
    }

    /// Making a key in a project needs the area's "manage" and the project.
    private func expectOrders(_ world: RoleWorld, _ row: Row, _ token: String) async throws {
        let manages = row.areas.dropFirst(4).first == "m"
        for (project, cell) in zip([world.given, world.withheld], row.projects) {
            let made = try await world.call(
                "POST", "/api/v1/accounts/\(world.account)/access-keys", token: token,
                ["name": .string("Key of \(row.role)"), "project": .string(project.id.text)])
            #expect(made.status == (manages && cell == "m" ? 201 : 403), "\(row.testDescription) key in \(project.name)")
        }
    }
}

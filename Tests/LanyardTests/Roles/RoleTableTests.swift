import API
import Access
import Core
import Dashboard
import Delivery
import TestSupport
import Testing
import Web

@testable import Lanyard

/// The table of docs/rules.md, cell by cell over real HTTP: what each role opens as a page, by the management API, and as a decision.
@Suite("Roles over HTTP", .serialized, .onEveryDatabase)
struct RoleTableTests {
    /// A page of the area that needs "manage", if there is one.
    static let managing: [AreaID: String] = [
        "projects": "/projects/new", "access-keys": "/access-keys/new", "users": "/users/invite", "domains": "/domains/add",
    ]

    @Test("Every role and every area of every product has its cell here")
    func complete() throws {
        let catalog = try CatalogFiles.catalog(Configuration(file: nil, environment: [:], overrides: [:]))
        for product in catalog.products {
            let table = try RoleTable.of(product.id.rawValue)
            #expect(product.roles.map(\.id.rawValue) == table.rows.map(\.role))
            #expect(product.roles.map(\.name) == table.rows.map(\.name))
            #expect(product.areas.map(\.id.rawValue) == table.areas)
        }
        #expect(try Set(catalog.products.map(\.id.rawValue)) == Set(RoleTable.all().map(\.product)))
    }

    @Test("Each role opens its pages and no other, by address and in the navigation")
    func pages() async throws {
        try await RoleWorld.with { world in
            for row in try RoleTable.all().flatMap(\.rows) {
                let browser = try await world.browser(RoleID(rawValue: row.role), ProductID(rawValue: row.product))
                let product = try #require(world.server.installation.catalog[ProductID(rawValue: row.product)])
                let start = try await browser.get(CommonPath.home.at(world.address(of: ProductID(rawValue: row.product))))
                for (area, level) in zip(product.areas, row.areas.map(\.level)) {
                    let page = try await browser.get(world.address(of: ProductID(rawValue: row.product)) + "/\(area.id)")
                    #expect(page.status == (level == .nothing ? 403 : 200), "\(row.description) \(area.id): \(page.text.prefix(200))")
                    #expect(
                        start.body.contains("href=\"/\(area.id)\"") == (level != .nothing),
                        "\(row.description): \(area.id) in the navigation"
                    )
                    if level == .nothing { try expectExplained(page, product, row, area) }
                    guard let managing = Self.managing[area.id] else { continue }
                    let manage = try await browser.get(world.address(of: ProductID(rawValue: row.product)) + managing)
                    #expect(manage.status == (level == .manage ? 200 : 403), "\(row.description) \(managing)")
                }
            }
        }
    }

    @Test("Each role sees the messages and projects of its projects and no other")
    func projectPages() async throws {
        try await RoleWorld.with { world in
            for row in try RoleTable.of("dashboard").rows {
                let browser = try await world.browser(RoleID(rawValue: row.role))
                let file = try await browser.get(MessagePath.file.at(world.server.dashboard))
                let seesMessages = row["messages"] != .nothing
                #expect(file.status == (seesMessages ? 200 : 403))
                for (project, level) in zip([world.given, world.withheld], row.projects) {
                    let listed = file.body.contains(",\(project.name),")
                    #expect(listed == (seesMessages && level != .nothing), "\(row.role): messages of \(project.name)")
                    let page = try await browser.get(ProjectPath.project(project.id.text).at(world.server.dashboard))
                    let manages = row["projects"] == .manage
                    #expect(page.status == (manages ? (level == .nothing ? 404 : 200) : 403), "\(row.role): page of \(project.name)")
                }
            }
        }
    }

    @Test("The management API gives each role what the table gives it")
    func managementAPI() async throws {
        try await RoleWorld.with { world in
            for row in try RoleTable.all().flatMap(\.rows) {
                let token = try await world.token(
                    world.browser(RoleID(rawValue: row.role), ProductID(rawValue: row.product)), ProductID(rawValue: row.product))
                let product = try #require(world.server.installation.catalog[ProductID(rawValue: row.product)])
                let me = try await world.call("GET", APIPath.me, token: token).body
                let areas = zip(product.areas, row.areas.map(\.level)).compactMap { area, level -> String? in
                    level == .nothing ? nil : "\(area.id) \(level == .manage ? "manage" : "view")"
                }
                #expect(me["current"]?["areas"]?.object?.map { "\($0.0) \($0.1.string ?? "")" } == areas, "\(row.description)")
                let seen = try await world.call("GET", APIPath.projects(world.account), token: token).body["items"]?.array
                let ids = Set(seen?.compactMap { $0["id"]?.string } ?? [])
                for (project, level) in zip([world.given, world.withheld], row.projects) {
                    #expect(ids.contains(project.id.text) == (level != .nothing), "\(row.description) \(project.name)")
                }
                for (area, level) in zip(product.areas, row.areas.map(\.level)) {
                    guard let list = Self.lists[area.id] else { continue }
                    let answer = try await world.call("GET", list(world.account), token: token)
                    #expect(answer.status == (level == .nothing ? 403 : 200), "\(row.description) \(list.template)")
                }
                if row.product == "dashboard" { try await expectOrders(world, row, token) }
            }
        }
    }

    @Test("A decision says of every cell what the table says")
    func decisions() async throws {
        try await RoleWorld.with { world in
            let token = try await world.evaluatorToken()
            for row in try RoleTable.all().flatMap(\.rows) {
                let product = try #require(world.server.installation.catalog[ProductID(rawValue: row.product)])
                let place: JSON = ["account": .string(world.account.text), "product": .string(row.product)]
                let areas = product.areas.map { area -> JSON in ["type": "area", "id": .string(area.id.rawValue), "properties": place] }
                let projects = [world.given, world.withheld].map { project -> JSON in
                    ["type": "project", "id": .string(project.id.text), "properties": place]
                }
                let subject: JSON = [
                    "type": "person",
                    "id": .string(try world.member(RoleID(rawValue: row.role), ProductID(rawValue: row.product)).person.text),
                ]
                for (action, allowed) in [("view", Set<RoleTable.Level>([.view, .manage])), ("manage", [.manage])] {
                    let body: JSON = [
                        "subject": subject, "action": ["name": .string(action)],
                        "evaluations": .array((areas + projects).map { ["resource": $0] }),
                    ]
                    let answer = try await world.call("POST", APIPath.evaluations, token: token, body)
                    #expect(
                        answer.body["evaluations"]?.array?.compactMap { $0["decision"]?.bool }
                            == row.levels.map(allowed.contains),
                        "\(row.description) \(action)")
                }
            }
        }
    }

    /// The endpoints of the management API that list the items of an area.
    private static let lists: [AreaID: PathTo<AccountID>] = ["users": APIPath.members, "access-keys": APIPath.accessKeys]

    /// A refusal says which role is held, what is needed and who can change it (rule 6).
    private func expectExplained(_ page: Page, _ product: Product, _ row: RoleTable.Row, _ area: Area) throws {
        let name = try #require(product.role(RoleID(rawValue: row.role))).name
        #expect(page.text.contains("Your role in Northwind is \(name)"), "\(row.description) \(area.id): \(page.text.prefix(300))")
        #expect(page.text.contains(area.name))
        #expect(page.text.contains("can change that"))
        #expect(page.form(to: "/access-requests") != nil)
    }

    /// Making a key in a project needs "manage" in the area, and access to the project.
    private func expectOrders(_ world: RoleWorld, _ row: RoleTable.Row, _ token: String) async throws {
        let manages = row["access-keys"] == .manage
        for (project, level) in zip([world.given, world.withheld], row.projects) {
            let made = try await world.call(
                "POST", APIPath.accessKeys(world.account), token: token,
                ["name": .string("Key of \(row.role)"), "project": .string(project.id.text)])
            #expect(made.status == (manages && level == .manage ? 201 : 403), "\(row.description) key in \(project.name)")
        }
    }
}

import Core
import Foundation
import HTTPTypes
import Testing
import Web

/// Every component on one page, in each product's colour. The pages are written to the folder `LANYARD_GALLERY` if it is set.
struct Gallery {
    @Test("Every component draws itself without an inline style or script, in every product's colour")
    func everyComponent() async throws {
        for accent in [Accent.indigo, .teal, .amber] {
            for (name, path) in [
                ("shell", "/users"), ("column", "/column"), ("list", "/messages"), ("empty", "/empty"), ("problem", "/nowhere"),
            ] {
                let page = await gallery(accent).answer(.init(.get, path, headers: [.accept: "text/html"]))
                let text = String(decoding: page.body, as: UTF8.self)
                #expect(text.hasPrefix("<!doctype html>"))
                #expect(!text.contains(" style="))
                #expect(text.firstMatch(of: /\son[a-z]+=/) == nil)
                #expect(text.firstMatch(of: /<script(?![^>]*src=)/) == nil)
                if let folder = ProcessInfo.processInfo.environment["LANYARD_GALLERY"] {
                    let own = text.replacing(/(href|src)="\/assets\/([a-z-]+)\.[0-9a-f]+\.(css|js|svg)"/) { "\($0.1)=\"\($0.2).\($0.3)\"" }
                    try Data(own.utf8).write(to: URL(filePath: folder).appending(path: "\(name)-\(accent.rawValue).html"))
                    for asset in ["style.css", "page.js"] {
                        let file = await gallery(accent).answer(.init(.get, Asset.address(asset)))
                        try Data(file.body).write(to: URL(filePath: folder).appending(path: asset))
                    }
                }
            }
        }
    }

    private func gallery(_ accent: Accent) -> Website {
        let brand = Brand(accent == .indigo ? "Lanyard ID" : accent == .teal ? "Customer Dashboard" : "Mail Control Panel", accent)
        let routes = Routes(brand)
        let shell = AppShell(
            brand,
            navigation: [
                .init("Overview", "/overview", .overview), .init("Messages", "/messages", .messages),
                .init("Billing", "/billing", .billing),
                .init("Projects", "/projects", .projects), .init("Access keys", "/access-keys", .key), .init("Users", "/users", .people),
                .init("Settings", "/settings", .settings),
            ],
            switchers: [
                Switcher(
                    "Account", field: "account", action: "/switch/account",
                    options: [
                        .init("acc_1", "Northwind Logistics", detail: "Administrator", isCurrent: true),
                        .init("acc_2", "Bergström & Söner Åkeri AB", detail: "Support Member"),
                    ]),
                Switcher(
                    "Project", field: "project", action: "/switch/project",
                    options: [.init("", "All projects", isCurrent: true), .init("prj_1", "Delivery notices")]),
            ],
            person: PersonMenu(
                name: "Amelia Okafor", detail: "amelia.okafor@northwind.example",
                links: [("Your Lanyard ID", "/id"), ("Security", "/security")]))
        routes.get("/users", as: Anyone.self) { _, request, _ in .page(GalleryPages.users(shell, request)) }
        routes.get("/messages", as: Anyone.self) { _, request, _ in .page(GalleryPages.messages(shell, request)) }
        routes.get("/empty", as: Anyone.self) { _, request, _ in
            let empty = EmptyState(
                "No access keys yet",
                "An access key lets one of your programs read a project’s messages. Its secret is shown once, when you make it.",
                icon: .key, action: Button("Make an access key", to: "/x").html)
            return .page(shell.page("Access keys", request, content: empty.html))
        }
        routes.get("/column", as: Anyone.self) { _, request, brand in .page(GalleryPages.column(brand, request)) }
        return Website(
            routes.list,
            WebsiteSettings(
                address: testAddress, cookieName: "lanyard_test", brand: brand, formKey: Secret([UInt8](repeating: 7, count: 32))))
    }
}

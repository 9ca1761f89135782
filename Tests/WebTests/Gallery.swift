import Core
import Foundation
import HTTPTypes
import Language
import Testing
import Web

/// The server that the pictures are taken of.
private struct GallerySite: RouteSite {
    let brand: Brand
}

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
                        let file = await gallery(accent).answer(.init(.get, Asset.path(asset).text))
                        try Data(file.body).write(to: URL(filePath: folder).appending(path: asset))
                    }
                }
            }
        }
    }

    private func gallery(_ accent: Accent) -> Website {
        let brand = Brand(accent == .indigo ? "Lanyard ID" : accent == .teal ? "Customer Dashboard" : "Mail Control Panel", accent)
        let routes = Routes<GallerySite>()
        let shell = AppShell(
            brand,
            navigation: [
                .init("Overview", Path("/overview"), .overview), .init("Messages", Path("/messages"), .messages),
                .init("Billing", Path("/billing"), .billing),
                .init("Projects", Path("/projects"), .projects), .init("Access keys", Path("/access-keys"), .key),
                .init("Users", Path("/users"), .people),
                .init("Settings", Path("/settings"), .settings),
            ],
            switchers: [
                Switcher(
                    "Account", field: "account", action: Path("/switch/account"),
                    options: [
                        .init("acc_1", "Northwind Logistics", detail: "Administrator", isCurrent: true),
                        .init("acc_2", "Bergström & Söner Åkeri AB", detail: "Support Member"),
                    ]),
                Switcher(
                    "Project", field: "project", action: Path("/switch/project"),
                    options: [.init("", "All projects", isCurrent: true), .init("prj_1", "Delivery notices")]),
            ],
            person: PersonMenu(
                name: "Amelia Okafor", detail: "amelia.okafor@northwind.example",
                links: [("Your Lanyard ID", Path("/id")), ("Security", Path("/security"))]))
        routes.get(Path("/users"), as: Anyone.self) { _, request, _ in .page(GalleryPages.users(shell, request)) }
        routes.get(Path("/messages"), as: Anyone.self) { _, request, _ in .page(GalleryPages.messages(shell, request)) }
        routes.get(Path("/empty"), as: Anyone.self) { _, request, _ in
            let empty = EmptyState(
                "No access keys yet",
                "An access key lets one of your programs read a project’s messages. Its secret is shown once, when you make it.",
                icon: .key, action: Button("Make an access key", to: Path("/x")).html)
            return .page(shell.page("Access keys", request, content: empty.html))
        }
        routes.get(Path("/column"), as: Anyone.self) { _, request, site in .page(GalleryPages.column(site.brand, request)) }
        return Website(
            routes.bound(to: GallerySite(brand: brand)),
            WebsiteSettings(
                address: testAddress, cookieName: "lanyard_test", brand: brand, formKey: Secret([UInt8](repeating: 7, count: 32))))
    }
}

internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// The browsers in which the person is not asked for their second factor, each with a way to end that.
enum TrustedBrowsersPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(TrustedBrowsersPath.list, as: SignedIn.self, show)
        routes.post(TrustedBrowsersPath.removal, as: SignedIn.self, remove)
    }

    @Sendable static func show(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let now = request.time
        let browsers = try await site.database.read { try $0.trustedBrowsers(of: proof.person.id, at: now) }
        let content: HTML =
            browsers.isEmpty
            ? EmptyState("trusted-browser.none", "trusted-browser.none-next", icon: .key).html : table(browsers, request, site).html
        return .page(
            site.shell(proof, address: nil).page(
                "trusted-browser.title", request, lead: "trusted-browser.lead", back: ("security.title", SecurityPath.ways),
                content: content))
    }

    private static func table(_ browsers: [TrustedBrowser], _ request: WebRequest, _ site: IDSite) -> Table {
        let rows = browsers.map { browser -> [HTML] in
            let button: HTML = """
                <button class="button secondary">\(words: "trusted-browser.end")<span class="hidden"> \
                \(words: "session.of", ["browser": browser.origin.browserName])</span></button>
                """
            return [
                "\(browser.origin.browserName)", site.network(browser.origin, request), PageText.time(browser.createdAt),
                PageText.time(browser.lastUsedAt), PageText.date(browser.expiresAt),
                Form(TrustedBrowsersPath.removal(browser.id), request, inline: true, content: button).html,
            ]
        }
        let columns: [Table.Column] = [
            .init("session.browser"), .init("session.address"), .init("trusted-browser.since"), .init("session.last-used"),
            .init("trusted-browser.until"), .init("session.actions", .actions),
        ]
        return Table("trusted-browser.title", columns, rows: rows)
    }

    @Sendable static func remove(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let id = try request.parameters(of: TrustedBrowsersPath.removal)
        let now = request.time
        guard try await site.database.write({ try $0.removeTrust(id, of: proof.person.id, at: now) }) else { throw Problem.notFound }
        return .redirect(TrustedBrowsersPath.list, notice: .good("trusted-browser.ended"))
    }
}

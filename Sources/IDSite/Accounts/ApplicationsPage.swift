internal import Access
internal import Core
internal import Identity
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// The products of others that the person lets use their ID: what each may do, since when, and how that ends.
enum ApplicationsPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(AccountsPath.applications, as: SignedIn.self, show)
        routes.post(AccountsPath.withdrawal, as: SignedIn.self, withdraw)
    }

    @Sendable static func show(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let person = proof.person.id
        let panels = try await site.database.read { tx in
            try tx.applications(of: person).map { application in (application, try permissions(of: application, tx)) }
        }
        let content: HTML =
            panels.isEmpty
            ? EmptyState("applications.none", "applications.none-next", icon: .key).html
            : HTML.join(panels.map { panel($0.0, $0.1, request).html })
        return .page(
            site.shell(proof, address: nil).page(
                "applications.title", request, lead: "applications.lead", back: ("accounts.title", AccountsPath.list), content: content))
    }

    /// What it may do, in words. An account is named as long as it exists.
    private static func permissions(of application: Application, _ tx: Transaction) throws -> [Phrase] {
        try application.permissions.map { permission in
            let account = permission.split(separator: ":").last.flatMap { AccountID(String($0)) }
            return PermissionWords.phrase(permission, in: try account.flatMap { try tx.account($0)?.name })
        }
    }

    private static func panel(_ application: Application, _ permissions: [Phrase], _ request: WebRequest) -> Panel {
        let items = permissions.map { permission -> HTML in "<li>\(permission)</li>" }
        let used = application.lastUsedAt.map { PageText.time($0) } ?? "\(words: "applications.unused")"
        let button: HTML = """
            \(Button("applications.withdraw", .danger, about: .text(application.name)))
            """
        return Panel(
            .text(application.name),
            """
            <p>\(words: "applications.may")</p><ul>\(items)</ul>
            \(Definitions([("applications.since", PageText.date(application.since)), ("applications.last-used", used)]))
            \(Form(AccountsPath.withdrawal(application.client), request, inline: true, content: button))
            """)
    }

    @Sendable static func withdraw(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let client = try request.parameters(of: AccountsPath.withdrawal)
        let person = proof.person.id
        let now = request.time
        let name = try await site.database.write { tx -> String? in
            let name = try tx.applications(of: person).first { $0.client == client }?.name
            return try tx.withdraw(client, from: person, at: now) ? name : nil
        }
        guard let name else { throw Problem.notFound }
        return .redirect(AccountsPath.applications, notice: .good(Phrase("applications.withdrawn", ["name": name])))
    }
}

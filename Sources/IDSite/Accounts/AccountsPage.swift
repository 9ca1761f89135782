internal import Access
internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// What the person opens with their ID, account by account, and how they leave one.
enum AccountsPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(AccountsPath.list, as: SignedIn.self, show)
        routes.get(AccountsPath.leave, as: SignedIn.self) { proof, request, site in
            leavePage(try await own(proof, request, site), proof, request, site)
        }
        routes.post(AccountsPath.leave, as: SignedIn.self, leave)
        ApplicationsPage.register(on: routes)
    }

    @Sendable static func show(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let person = proof.person.id
        let memberships = try await site.database.read { try site.memberships(of: person, $0, at: request.time) }
        let columns: [Table.Column] = [
            .init("accounts.account", .name), .init("home.product"), .init("accounts.role"), .init("session.actions", .actions),
        ]
        let content: HTML =
            memberships.isEmpty
            ? EmptyState("home.no-product", "home.no-product-next", icon: .projects).html
            : Table("accounts.title", columns, rows: memberships.map(row)).html
        let applications: HTML = "<p><a href=\"\(AccountsPath.applications)\">\(words: "applications.manage")</a></p>"
        let links = try await site.continuation.links(for: person).map { link -> HTML in "<p><a href=\"\(link.path)\">\(link.title)</a></p>"
        }
        return .page(
            site.shell(proof, address: nil).page(
                "accounts.title", request, lead: "accounts.lead", content: "\(content)\(applications)\(links)"))
    }

    private static func row(_ membership: Membership) -> [HTML] {
        let named: HTML = "<span class=\"hidden\"> \(membership.account), \(membership.place.brand.name)</span>"
        let open: HTML? =
            membership.isOpen ? "<a class=\"button secondary\" href=\"\(membership.address)\">\(words: "accounts.open")\(named)</a>" : nil
        let path = AccountsPath.leave(membership.member.id)
        let leave: HTML? =
            membership.member.status == .held
            ? nil : "<a class=\"button secondary\" href=\"\(path)\">\(words: "accounts.leave")\(named)</a>"
        return [
            "\(membership.account)", "\(membership.place.brand.name)", "\(membership.role) \(state(membership.member.status))",
            "\(open)\(leave)",
        ]
    }

    private static func state(_ status: Member.Status) -> Badge? {
        switch status {
        case .active: nil
        case .suspended: Badge("accounts.suspended", .warning)
        case .held: Badge("accounts.on-hold", .warning)
        }
    }

    private static func own(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> Membership {
        let id = try request.parameters(of: AccountsPath.leave)
        let person = proof.person.id
        let found = try await site.database.read { tx in try site.memberships(of: person, tx, at: request.time).first { $0.member.id == id }
        }
        guard let found, found.member.status != .held else { throw Problem.notFound }
        return found
    }

    private static func leavePage(
        _ membership: Membership, _ proof: SignedIn, _ request: WebRequest, _ site: IDSite, _ form: FormState = FormState(),
        refused: HTML? = nil
    ) -> WebResponse {
        let buttons = Buttons(
            "\(Button("settings.leave-account", .danger))\(Button("settings.stay", .secondary, to: AccountsPath.list))")
        let leaving: HTML = """
            <p>\(words: "settings.leaving", ["product": membership.place.brand.name, "account": membership.account])</p>
            \(refused)\(Form(AccountsPath.leave(membership.member.id), request, form, content: buttons.html))
            """
        return .page(
            site.shell(proof, address: nil).page(
                Phrase("settings.leave", ["account": membership.account]), request, back: ("accounts.title", AccountsPath.list),
                content: Panel(danger: true, leaving).html), showing: form)
    }

    @Sendable static func leave(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let membership = try await own(proof, request, site)
        let member = membership.member
        let person = proof.person.id
        let now = request.time
        let catalog = site.catalog
        do {
            try await site.database.write { tx in
                _ = try Administration(tx, catalog: catalog, by: .person(person), at: now).leave(member.account, product: member.product)
            }
        } catch let error as AccessError {
            let form = FormState(request.form, error.problem)
            return leavePage(membership, proof, request, site, form, refused: handOver(membership))
        }
        return .redirect(AccountsPath.list, notice: .good(Phrase("settings.left", ["account": membership.account])))
    }

    /// Where somebody else is made an administrator first.
    private static func handOver(_ membership: Membership) -> HTML {
        """
        <p><a href="\(OtherServer(membership.address))">\(words: "accounts.hand-over", ["account": membership.account])</a></p>
        """
    }
}

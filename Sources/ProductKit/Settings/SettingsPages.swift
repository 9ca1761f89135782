internal import Core
internal import Language
package import Web

/// The Settings area that every product shares: rename the account, say where it is reached, or leave it.
package enum SettingsPages {
    package static func register(on routes: Routes<ProductSite>) {
        routes.get(SettingsPath.settings, as: MayView<SettingsArea>.self) { proof, request, site in page(proof, request, site) }
        routes.post(SettingsPath.name, as: MayManage<SettingsArea>.self) { proof, request, site in
            let name = request.form.text("name")
            let view = MayView<SettingsArea>(member: proof.member)
            guard !name.isEmpty else {
                return page(view, request, site, FormState(request.form, "name", "settings.enter-name"))
            }
            do {
                try await proof.api.call("PATCH", ManagementPath.account(proof.account.id), ["name": .string(name)])
            } catch let problem as Problem where problem.isForTheReader {
                return page(view, request, site, FormState(request.form, problem))
            }
            return .redirect(SettingsPath.settings, notice: .good(Phrase("settings.renamed", ["name": name])))
        }
        ContactPages.register(on: routes)
        TwoFactorPages.register(on: routes)
        PolicyPages.register(on: routes)
        ClosingPages.register(on: routes)
        MovePages.register(on: routes)
        routes.get(SettingsPath.leave, as: InAccount.self) { member, request, site in leavePage(member, request, site) }
        routes.post(SettingsPath.leave, as: InAccount.self) { member, request, site in
            guard member.account.name.isTyped(as: request.form.text("name")) else {
                let message = Phrase("settings.type-name", ["account": member.account.name])
                return leavePage(member, request, site, FormState(request.form, "name", message))
            }
            do { try await member.api.call("DELETE", ManagementPath.ownMembership(member.account.id)) } catch let problem as Problem
                where problem.status < 500
            {
                return leavePage(member, request, site, FormState(request.form, problem))
            }
            return .redirect(CommonPath.home, notice: .good(Phrase("settings.left", ["account": member.account.name])))
        }
    }

    private static func page(
        _ proof: MayView<SettingsArea>, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState()
    ) -> WebResponse {
        let field = TextField(
            "name", "settings.name", .organization.limited(to: 100), in: form.starting(with: [("name", proof.account.name)]),
            hint: "settings.name-hint")
        let name: HTML =
            proof.mayManage
            ? Form(SettingsPath.name, request, form, content: "\(field)\(Button("settings.save-name"))").html
            : Definitions([("settings.name", HTML(text: proof.account.name))]).html
        let leave = Panel(
            Phrase("settings.leave", ["account": proof.account.name]), lead: "settings.leave-lead", danger: true,
            Button("settings.leave-account", .danger, to: SettingsPath.leave).html)
        return .page(
            site.shell(proof).page(
                "settings.title", request, lead: Phrase("settings.lead", ["account": proof.account.name]),
                content: """
                    \(Panel("settings.account", name))
                    \(Panel("settings.you", Definitions(place(proof.account, site)).html))
                    \(ContactPages.link(proof))
                    \(TwoFactorPages.link(proof))
                    \(PolicyPages.link(proof))
                    \(MovePages.link(proof))\(entries(proof, site))
                    \(leave)\(ClosingPages.link(proof))
                    """), showing: form)
    }

    private static func entries(_ proof: MayView<SettingsArea>, _ site: ProductSite) -> HTML {
        guard proof.mayManage, proof.account.mayManage(UsersArea.self) else { return "" }
        return HTML.join(site.settings.map { Panel($0.title, lead: $0.lead, Button($0.open, .secondary, to: $0.path).html).html })
    }

    /// Each role with the projects in which it holds, and with its end.
    private static func place(_ account: Me.Account, _ site: ProductSite) -> [(Phrase, HTML)] {
        // A product without a Projects area has no projects to assign.
        let names = Dictionary(account.everyProject.map { ($0.id, $0.name) }) { first, _ in first }
        let roles = account.grants.map { grant -> HTML in
            let title = account.roles.first { $0.id == grant.role }?.title ?? .text(grant.role)
            let projects: HTML? = site.hasProjects ? ": \(Self.projects(grant, names))" : nil
            return "<div>\(title)\(projects)\(GrantText.until(grant.endsAt))</div>"
        }
        return [
            ("settings.role", roles.isEmpty ? "\(account.roles.title)" : HTML.join(roles)),
            ("settings.account-id", "<code>\(account.id)</code>"),
        ]
    }

    private static func projects(_ grant: Me.Account.Grant, _ names: [String: String]) -> Phrase {
        if grant.hasAllProjects { return "product.all-projects" }
        let known = grant.projects.compactMap { names[$0] }.sorted()
        return known.isEmpty ? "settings.no-projects" : .all(known.map { .text($0) })
    }

    private static func leavePage(
        _ member: InAccount, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState()
    ) -> WebResponse {
        let account = member.account.name
        let field = TextField("name", Phrase("product.type-to-confirm", ["name": account]), in: form)
        let buttons = Buttons(
            "\(Button("settings.leave-account", .danger))\(Button("settings.stay", .secondary, to: SettingsPath.settings))")
        return .page(
            site.shell(member).page(
                Phrase("settings.leave", ["account": account]), request, back: ("settings.title", SettingsPath.settings),
                content: Panel(
                    danger: true,
                    """
                    <p>\(words: "settings.leaving", ["product": site.brand.name, "account": account])</p>
                    \(Form(SettingsPath.leave, request, form, content: "\(field)\(buttons)"))
                    """
                ).html), showing: form)
    }
}

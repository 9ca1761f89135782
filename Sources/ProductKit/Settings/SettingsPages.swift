internal import Core
internal import Language
package import Web

/// The Settings area that every product shares: rename the account, or leave it.
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
            } catch let problem as Problem where problem.status != 404 && problem.status < 500 {
                return page(view, request, site, FormState(request.form, problem))
            }
            return .redirect(SettingsPath.settings, notice: .good(Phrase("settings.renamed", ["name": name])))
        }
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
                    \(leave)
                    """), showing: form)
    }

    private static func place(_ account: Me.Account, _ site: ProductSite) -> [(Phrase, HTML)] {
        var place: [(Phrase, HTML)] = [("settings.role", "\(account.roles.title)")]
        // A product without a Projects area has no projects to assign.
        if site.areas.contains(where: { $0.id == "projects" }) { place.append(("settings.projects", "\(projects(account))")) }
        place.append(("settings.account-id", "<code>\(account.id)</code>"))
        return place
    }

    private static func projects(_ account: Me.Account) -> Phrase {
        if account.hasAllProjects { return "product.all-projects" }
        return account.projects.isEmpty ? "settings.no-projects" : .all(account.projects.map { .text($0.name) })
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

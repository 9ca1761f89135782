internal import Core
package import Web

/// The Settings area that every product shares: rename the account, or leave it.
package enum SettingsPages {
    package static func register(on routes: Routes<ProductSite>) {
        routes.get(SettingsPath.settings, as: MayView<SettingsArea>.self) { proof, request, site in page(proof, request, site) }
        routes.post(SettingsPath.name, as: MayManage<SettingsArea>.self) { proof, request, site in
            let name = request.form.text("name")
            let view = MayView<SettingsArea>(member: proof.member)
            guard !name.isEmpty else {
                return page(view, request, site, FormState(request.form, "name", "Enter a name for the account."))
            }
            do {
                try await proof.api.call("PATCH", ManagementPath.account(proof.account.id), ["name": .string(name)])
            } catch let problem as Problem where problem.status != 404 && problem.status < 500 {
                return page(view, request, site, FormState(request.form, problem))
            }
            return .redirect(SettingsPath.settings, notice: .good("The account is now called \(name)."))
        }
        routes.get(SettingsPath.leave, as: InAccount.self) { member, request, site in leavePage(member, request, site) }
        routes.post(SettingsPath.leave, as: InAccount.self) { member, request, site in
            guard member.account.name.isTyped(as: request.form.text("name")) else {
                let message = "Type the account’s name as it stands above: \(member.account.name)."
                return leavePage(member, request, site, FormState(request.form, "name", message))
            }
            do { try await member.api.call("DELETE", ManagementPath.ownMembership(member.account.id)) } catch let problem as Problem
                where problem.status < 500
            {
                return leavePage(member, request, site, FormState(request.form, problem))
            }
            return .redirect(CommonPath.home, notice: .good("You left \(member.account.name)."))
        }
    }

    private static func page(
        _ proof: MayView<SettingsArea>, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState()
    ) -> WebResponse {
        let field = TextField(
            "name", "Account name", .organization.limited(to: 100), in: form.starting(with: [("name", proof.account.name)]),
            hint: "Everybody in the account sees it, and it stands in invitations.")
        let name: HTML =
            proof.mayManage
            ? Form(SettingsPath.name, request, form, content: "\(field)\(Button("Save the name"))").html
            : Definitions([("Account name", HTML(text: proof.account.name))]).html
        let leave = Panel(
            "Leave \(proof.account.name)", lead: "You lose access at once. To come back you need a new invitation.", danger: true,
            Button("Leave the account", .danger, to: SettingsPath.leave).html)
        return .page(
            site.shell(proof).page(
                "Settings", request, lead: "What \(proof.account.name) is called, and your place in it",
                content: """
                    \(Panel("Account", name))
                    \(Panel("You in this account", Definitions(place(proof.account, site)).html))
                    \(leave)
                    """), showing: form)
    }

    private static func place(_ account: Me.Account, _ site: ProductSite) -> [(String, HTML)] {
        // A product without a Projects area has no projects to assign.
        let hasProjects = site.areas.contains { $0.id == "projects" }
        return [("Role", HTML(text: account.role.name))] + (hasProjects ? [("Projects", projects(account))] : [])
            + [("Account id", "<code>\(account.id)</code>")]
    }

    private static func projects(_ account: Me.Account) -> HTML {
        if account.hasAllProjects { return "All projects" }
        return account.projects.isEmpty ? "None yet" : HTML(text: PageText.list(account.projects.map(\.name)))
    }

    private static func leavePage(
        _ member: InAccount, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState()
    ) -> WebResponse {
        let field = TextField("name", "Type \(member.account.name) to confirm", in: form)
        let buttons = Buttons("\(Button("Leave the account", .danger))\(Button("Stay", .secondary, to: SettingsPath.settings))")
        return .page(
            site.shell(member).page(
                "Leave \(member.account.name)", request, back: ("Settings", SettingsPath.settings),
                content: Panel(
                    danger: true,
                    """
                    <p>You lose access to the \(site.brand.name) in \(member.account.name) at once. Access keys you made keep working for \
                    their projects. Your Lanyard ID and your other accounts stay as they are.</p>
                    \(Form(SettingsPath.leave, request, form, content: "\(field)\(buttons)"))
                    """
                ).html), showing: form)
    }
}

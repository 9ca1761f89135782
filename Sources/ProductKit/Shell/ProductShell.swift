internal import Core
package import Web

extension ProductSite {
    /// The product's shell for a person: the areas that their role may view, the account and project switchers, their menu.
    package func shell(_ session: ProductSession, _ me: Me) -> AppShell {
        var switchers: [Switcher] = []
        if let account = me.account {
            let others = me.accounts.filter { $0.account != account.id }
            switchers.append(
                Switcher(
                    "Account", field: "account", action: ShellPath.account,
                    options: [.init(account.id, account.name, detail: account.role.name, isCurrent: true)]
                        + others.prefix(AccountChoicePage.most).map { .init($0.account, $0.name, detail: $0.role.name) },
                    all: others.count > AccountChoicePage.most
                        ? ("All \(PageText.number(others.count + 1)) accounts", ShellPath.account) : nil))
            if !account.projects.isEmpty {
                let chosen = account.projects.first { $0.id == session.project }
                let all = account.hasAllProjects ? "All projects" : "Your \(PageText.count(account.projects.count, "project", "projects"))"
                // With one project there is nothing to choose.
                let isOne = account.projects.count == 1 && !account.hasAllProjects
                let every = isOne ? [] : [Switcher.Option("", all, isCurrent: chosen == nil)]
                switchers.append(
                    Switcher(
                        "Project", field: "project", action: ShellPath.project,
                        options: every
                            + account.projects.map {
                                .init($0.id, $0.name, detail: account.role.name, isCurrent: isOne || $0.id == chosen?.id)
                            }))
            }
        }
        let name = me.person.name.isEmpty ? me.person.email : me.person.name
        return AppShell(
            brand, navigation: areas.filter { me.account?.mayView($0) ?? false }.map { .init($0.title, $0.path, $0.icon) },
            switchers: switchers,
            person: PersonMenu(
                name: name, detail: me.person.email,
                links: [("Your Lanyard ID", OtherServer(party.connection.issuer + CommonPath.home.text))]))
    }

    package func shell(_ member: InAccount) -> AppShell { shell(member.session, member.me) }
    package func shell<Area>(_ proof: MayView<Area>) -> AppShell { shell(proof.member) }
    package func shell<Area>(_ proof: MayManage<Area>) -> AppShell { shell(proof.member) }
}

internal import Core
internal import Language
package import Web

extension ProductSite {
    /// The product's shell for a person: the areas that their role may view, the account and project switchers, their menu.
    package func shell(_ session: ProductSession, _ me: Me) -> AppShell {
        var switchers: [Switcher] = []
        if let account = me.account {
            let role = account.roles.title
            let current = Switcher.Option(account.id, .text(account.name), detail: role, isCurrent: true)
            let others = me.accounts.filter { $0.account != account.id }
            let offered = others.prefix(AccountChoicePage.most).map {
                Switcher.Option($0.account, .text($0.name), detail: $0.roles.title)
            }
            switchers.append(
                Switcher(
                    "product.account", field: "account", action: ShellPath.account, options: [current] + offered,
                    all: others.count > offered.count
                        ? (Phrase("product.all-accounts", ["count": others.count + 1]), ShellPath.account) : nil))
            if !account.projects.isEmpty {
                let chosen = account.projects.first { $0.id == session.project }
                let all: Phrase =
                    account.hasAllProjects ? "product.all-projects" : Phrase("product.your-projects", ["count": account.projects.count])
                // With one project there is nothing to choose.
                let isOne = account.projects.count == 1 && !account.hasAllProjects
                let every = isOne ? [] : [Switcher.Option("", all, isCurrent: chosen == nil)]
                let projects = account.projects.map {
                    Switcher.Option($0.id, .text($0.name), detail: role, isCurrent: isOne || $0.id == chosen?.id)
                }
                switchers.append(Switcher("product.project", field: "project", action: ShellPath.project, options: every + projects))
            }
        }
        let name = me.person.name.isEmpty ? me.person.email : me.person.name
        let issuer = party.connection.issuer
        var shell = AppShell(
            brand, navigation: areas.filter { me.account?.mayView($0) ?? false }.map { .init($0.title, $0.path, $0.icon) },
            switchers: switchers,
            person: PersonMenu(
                name: name, detail: me.person.email,
                links: [("product.your-id", OtherServer(issuer + CommonPath.home.text))]))
        if me.account != nil { shell.ask = .init("ask.title", AskPath.ask, .search) }
        if let account = me.account, let day = account.closesAt {
            shell.standing = .warning(Phrase("product.account-closes", ["account": account.name, "day": Phrase.day(day)]))
        }
        if shell.standing == nil, let move = me.move {
            shell.standing = .info(Phrase("product.moves", ["product": brand.name, "day": Phrase.day(move.at)]))
            shell.standingMore = ("product.moves-more", SettingsPath.move)
        }
        shell.products = ProductMenu(
            me.products.map { .init(.text($0.name), OtherServer($0.address + CommonPath.home.text), isCurrent: $0.name == brand.name) },
            id: OtherServer(issuer + CommonPath.home.text))
        return shell
    }

    package func shell(_ member: InAccount) -> AppShell {
        var shell = shell(member.session, member.me)
        if let morning = member.morning {
            shell.above = morning.above(self)
            shell.below = morning.below
        }
        return shell
    }
    package func shell<Area>(_ proof: MayView<Area>) -> AppShell { shell(proof.member) }
    package func shell<Area>(_ proof: MayManage<Area>) -> AppShell { shell(proof.member) }
}

internal import Core
package import Identity
internal import Language
package import Web

extension IDSite {
    /// The page frame of the ID application, with its parts at the side.
    package func shell(_ proof: SignedIn, address: PersonAddress?) -> AppShell {
        let parts = Self.parts + (proof.runs == nil ? [] : [Self.operating])
        var shell = AppShell(.id, navigation: parts, person: PersonMenu(name: proof.person.name, detail: address?.address.written))
        shell.products = ProductMenu(
            products.filter { proof.products.contains($0.id) }.map {
                .init(.text($0.brand.name), OtherServer($0.address + CommonPath.home.text))
            }, id: CommonPath.home, isInID: true)
        return shell
    }

    private static let operating = AppShell.NavigationItem("operator.title", OperatorPath.overview, .settings)

    private static let parts: [AppShell.NavigationItem] = [
        .init("home.overview", CommonPath.home, .overview), .init("shell.profile", ProfilePath.profile, .person),
        .init("shell.security", SecurityPath.ways, .shield), .init("shell.sessions", SessionPath.list, .device),
        .init("shell.accounts", AccountsPath.list, .projects), .init("activity.title", ActivityPath.list, .clock),
        .init("shell.my-data", MyDataPath.page, .info),
    ]
}

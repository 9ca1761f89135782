internal import Access
internal import Core
internal import Identity
internal import Language
package import Web

extension IDSite {
    /// The page frame of those who run this server, with what their role lets them see at the side.
    package func operatorShell(_ proof: Operating) -> AppShell {
        var parts: [AppShell.NavigationItem] = []
        if proof.may(.view, MovesArea.self) { parts.append(.init("operator.overview", OperatorPath.overview, .overview)) }
        if proof.may(.view, PeopleArea.self) { parts.append(.init("operator.people", OperatorPath.people, .people)) }
        if proof.may(.view, TicketsArea.self) { parts.append(.init("operator.tickets", OperatorPath.tickets, .messages)) }
        if proof.may(.view, RecoveryArea.self) { parts.append(.init("operator.recovery", OperatorPath.recovery, .key)) }
        if proof.may(.view, ClientsArea.self) { parts.append(.init("operator.clients", OperatorPath.clients, .key)) }
        if proof.may(.view, ClientsArea.self) { parts.append(.init("operator.receivers", OperatorPath.receivers, .messages)) }
        if proof.may(.view, ImportsArea.self) { parts.append(.init("operator.imports", OperatorPath.imports, .apps)) }
        parts.append(.init("operator.own-id", CommonPath.home, .person))
        return AppShell(.id, navigation: parts, person: PersonMenu(name: proof.signedIn.person.name, detail: nil))
    }
}

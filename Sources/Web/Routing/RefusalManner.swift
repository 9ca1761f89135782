/// How a refusal is told: as a page to whoever reads, in a form of its own to programs.
enum RefusalManner: Sendable {
    case page
    case program(RefusalForm)
    /// Where both come: a page to whoever wants one.
    case both(RefusalForm)

    /// As one route tells it.
    init(_ route: Route) {
        switch route.entry.kind {
        case .page, .post: self = .page
        case .api: self = .program(route.refusals)
        case .standard: self = .both(route.refusals)
        }
    }

    /// As the routes tell it that stand where none was found: a machine's address is not answered with a page.
    init(_ routes: some Collection<Route>) {
        let forms = Set(routes.filter { $0.entry.kind == .api || $0.entry.kind == .standard }.map(\.refusals))
        let form = forms.count == 1 ? forms.first ?? .problem : .problem
        if forms.isEmpty || routes.contains(where: { $0.entry.kind == .page }) {
            self = .page
        } else {
            self = routes.allSatisfy { $0.entry.kind == .api } ? .program(form) : .both(form)
        }
    }
}

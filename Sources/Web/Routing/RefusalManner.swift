/// How a refusal is sent: as a page to people, as a `RefusalForm` to programs.
enum RefusalManner: Sendable {
    case page
    case program(RefusalForm)
    /// For addresses that people and programs use: a page if the client asks for one.
    case both(RefusalForm)

    /// The manner of one route.
    init(_ route: Route) {
        switch route.entry.kind {
        case .page, .post: self = .page
        case .api: self = .program(route.refusals)
        case .standard: self = .both(route.refusals)
        }
    }

    /// The manner if no route matched, taken from the routes near that path: an address for programs is not answered with a page.
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

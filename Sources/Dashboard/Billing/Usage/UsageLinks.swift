internal import Core
internal import ProductKit
internal import Traffic
internal import Web

/// Where the rows of a usage lead: to their messages, for whoever sees Messages in all projects that are counted.
struct UsageLinks: Sendable {
    private let visible: VisibleProjects
    private let account: Me.Account

    init(_ account: Me.Account, _ visible: VisibleProjects) {
        self.account = account
        self.visible = visible
    }

    private func mayRead(_ projects: [VisibleProjects.Project]) -> Bool {
        account.mayView(MessagesArea.self) && account.mayView(MessagesArea.self, inAllOf: projects.map(\.id))
    }

    func days(_ days: ClosedRange<Int>) -> Path? { mayRead(visible.shown) ? list(days, [], visible.place) : nil }

    /// nil also for what no list can be asked for: messages without a country or a sender, and a project that the ID does not know.
    func path(_ value: String, by kind: UsageBreakdown.Kind, _ days: ClosedRange<Int>) -> Path? {
        switch kind {
        case .day: return nil
        case .country, .sender:
            return value.isEmpty || !mayRead(visible.shown) ? nil : list(days, [(kind.rawValue, value)], visible.place)
        case .project:
            guard let number = Int64(value), let project = visible.projects.first(where: { $0.number == number }), mayRead([project]),
                let known = account.projects.first(where: { $0.id == project.id })
            else { return nil }
            return list(days, [], visible.place.map { ($0.0, $0.0 == "_project" && $0.1 != nil ? known.id : $0.1) })
        }
    }

    private func list(_ days: ClosedRange<Int>, _ values: [(String, String?)], _ place: [(String, String?)]) -> Path {
        MessagePath.list.query(values + [("from", Day.iso(days.lowerBound)), ("to", Day.iso(days.upperBound))] + place)
    }
}

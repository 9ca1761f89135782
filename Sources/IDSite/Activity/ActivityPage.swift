internal import Audit
internal import Core
internal import Identity
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// Every security event of the person, in words, a year back; and the changes of the last week, which can be taken back.
enum ActivityPage {
    private static let shown = 50
    private static let fileLimit = 10_000
    private static let lookingBack: Duration = .days(365)

    static func register(on routes: Routes<IDSite>) {
        routes.get(ActivityPath.list, as: SignedIn.self, show)
        routes.get(ActivityPath.file, as: SignedIn.self, download)
        routes.post(ActivityPath.dispute, as: FreshlyProved.self, dispute)
    }

    /// An event as it is shown.
    private struct Line: Sendable {
        let at: Timestamp
        let what: Phrase
        let by: Phrase
        let network: String?
    }

    @Sendable static func show(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let part = request.query["part"].flatMap(ActivityWords.Part.init(rawValue:)) ?? .all
        let before = request.query["before"].flatMap { EventID($0) }
        let query = PersonalEvents(
            of: proof.person.id, part.actions, since: request.time - lookingBack, before: before, limit: shown + 1)
        let person = proof.person.id
        let now = request.time
        let (events, lines, changes) = try await site.database.read { tx -> ([RecordedEvent], [Line], [SignInChange]) in
            let events = try tx.events(query)
            return (events, try read(events.prefix(shown), of: person, tx), try tx.disputableChanges(of: person, at: now))
        }
        let isMore = events.count > shown
        let older = isMore ? ActivityPath.list.query([("part", part.rawValue), ("before", events[shown - 1].id.text)]) : nil
        let newer = before == nil ? nil : ActivityPath.list.query([("part", part.rawValue)])
        let tabs = Tabs(
            "activity.title", ActivityWords.Part.allCases.map { ($0.title, ActivityPath.list.query([("part", $0.rawValue)]), $0 == part) })
        let content: HTML = """
            \(before == nil ? recent(changes, request) : nil)\(tabs)\(table(lines))\(Paging(newer: newer, older: older))
            <p><a href="\(ActivityPath.file)">\(words: "activity.download")</a></p>
            """
        return .page(
            site.shell(proof, address: nil).page(
                "activity.title", request, lead: "activity.lead", content: content))
    }

    private static func read(_ events: some Sequence<RecordedEvent>, of person: PersonID, _ tx: Transaction) throws -> [Line] {
        try events.map { event in
            return Line(
                at: event.at, what: ActivityWords.phrase(event.action), by: try actor(event, person, tx),
                network: event.values["network"])
        }
    }

    private static func actor(_ event: RecordedEvent, _ person: PersonID, _ tx: Transaction) throws -> Phrase {
        let text = event.actor
        if text == AuditEvent.Actor.person(person).text {
            let client = try event.client.flatMap { ClientID($0) }.flatMap { try tx.client($0) }
            return client.map { Phrase("activity.you-through", ["client": $0.name]) } ?? "activity.you"
        }
        if text == AuditEvent.Actor.operatorCommand.text { return "activity.operator" }
        guard let other = AuditEvent.Actor.person(of: text), let found = try tx.person(other) else { return "activity.server" }
        return found.id == person ? "activity.you" : .text(found.name)
    }

    private static func table(_ lines: [Line]) -> HTML {
        guard !lines.isEmpty else { return EmptyState("activity.none", "activity.none-next", icon: .key).html }
        let rows = lines.map { line -> [HTML] in
            [PageText.time(line.at), "\(line.what)", "\(line.by)", line.network.map { HTML(text: $0) } ?? ""]
        }
        let columns: [Table.Column] = [
            .init("activity.time"), .init("activity.what"), .init("activity.by"), .init("session.address"),
        ]
        return Table("activity.title", columns, rows: rows).html
    }

    /// The changes of the last week that can be taken back from here.
    private static func recent(_ changes: [SignInChange], _ request: WebRequest) -> HTML {
        guard !changes.isEmpty else { return "" }
        let rows = changes.map { change -> [HTML] in
            let title = Phrase(change.title)
            let button = Button("dispute.button", .danger, about: title)
            return [
                PageText.time(change.changedAt), "\(title)",
                Form(ActivityPath.dispute(change.id), request, inline: true, content: button.html).html,
            ]
        }
        let columns: [Table.Column] = [.init("activity.time"), .init("activity.what"), .init("session.actions", .actions)]
        return Panel("activity.recent", lead: "activity.recent-lead", Table("activity.recent", columns, rows: rows).html).html
    }

    @Sendable static func dispute(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let id = try request.parameters(of: ActivityPath.dispute)
        guard let undone = try await site.recovery.dispute(id, in: proof.signedIn.session) else { throw Problem.notFound }
        return DisputePage.next(undone)
    }

    @Sendable static func download(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let query = PersonalEvents(
            of: proof.person.id, ActivityWords.Part.all.actions, since: request.time - lookingBack, limit: fileLimit)
        let lines = try await site.database.read { tx in try read(tx.events(query), of: query.person, tx) }
        let reader = request.reader
        let heads: [Phrase] = ["activity.time", "activity.what", "activity.by", "session.address"]
        var csv = CSV(header: heads.map { $0.text(for: reader) })
        for line in lines {
            csv.append([line.at.rfc3339, line.what.text(for: reader), line.by.text(for: reader), line.network ?? ""])
        }
        return .csv(csv, name: "activity.csv")
    }
}

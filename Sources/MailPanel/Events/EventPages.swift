internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// What became of the account's mails: found by an address, a domain, a code or the id of a mail; charts and files of the same.
enum EventPages {
    private static let fileLimit = 20_000

    static func register(on routes: Routes<ProductSite>) {
        routes.get(EventPath.list, as: MayView<EventsArea>.self, list)
        routes.get(EventPath.file, as: MayView<EventsArea>.self, file)
        routes.get(EventPath.volume, as: MayView<EventsArea>.self, volume)
    }

    private static func query(_ proof: MayView<EventsArea>, _ request: WebRequest) -> EventQuery {
        EventQuery(request.query, place: proof.member.place, by: request.reader, at: request.time)
    }

    @Sendable private static func list(_ proof: MayView<EventsArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let query = query(proof, request)
        let account = proof.account.id
        let today = Day.of(request.time)
        let found = try await site.database.readLong { tx in try EventList.load(query, of: account, today: today, in: tx) }
        let page = EventPage(query: query, found: found, mayOpenKeys: proof.account.mayManage(AccessKeysArea.self))
        return .page(site.shell(proof).page("events.title", request, content: page.content), showing: page.form)
    }

    /// Throws a `Problem` for a wrong filter, because a file has no place to show an error.
    private static func checked(_ proof: MayView<EventsArea>, _ request: WebRequest) throws -> EventQuery {
        let query = query(proof, request)
        guard query.errors.isEmpty else {
            throw Problem(
                status: 400, code: "invalid-filter", title: "messages.invalid-filter", detail: "messages.invalid-filter-next",
                fields: query.errors)
        }
        return query
    }

    @Sendable private static func file(_ proof: MayView<EventsArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let query = try checked(proof, request)
        let account = proof.account.id
        let found = try await site.database.readLong { tx in try EventList.page(query, of: account, limit: fileLimit, in: tx) }
        var csv = CSV(header: ["id", "event", "at", "domain", "to", "reason", "message_id"])
        for event in found.events {
            csv.append([event.id, event.kind.rawValue, event.at.rfc3339, event.domain, event.recipient, event.reason, event.message])
        }
        return .csv(csv, name: found.hasOlder ? "events-newest-\(fileLimit).csv" : "events.csv")
    }

    @Sendable private static func volume(_ proof: MayView<EventsArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let query = try checked(proof, request)
        let account = proof.account.id
        let today = Day.of(request.time)
        let found = try await site.database.readLong { tx in try EventList.load(query, of: account, today: today, in: tx) }
        var csv = CSV(header: ["day"] + MailEvent.Kind.allCases.map(\.rawValue))
        for (day, counts) in found.days { csv.append([Day.iso(day)] + MailEvent.Kind.allCases.map { String(counts[$0] ?? 0) }) }
        return .csv(csv, name: "events-by-day.csv")
    }
}

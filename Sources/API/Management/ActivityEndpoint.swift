internal import Access
internal import Audit
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// What happened in the account, newest first, as far as the caller may read of it.
enum ActivityEndpoint {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.events, as: Caller.self, Caller.inAccount(list, query: ActivityListing.parameters))
    }

    @Sendable static func list(_ caller: Caller, _ target: AccountInProduct, _ request: WebRequest, _ site: APISite) async throws
        -> WebResponse
    {
        let listing = try ActivityListing(request)
        let area = try target.area(.people)
        // An account may have many events between two that fit a filter.
        return try await site.readLong { tx in
            let reader = try tx.requireMember(caller, target)
            let kinds = ActivityKind.readable(by: reader, in: target.product, at: request.time)
            // Whoever reads of nothing is told what opens the most of it.
            if kinds.isEmpty { try tx.require(.view, area, of: caller.id, in: target, at: request.time) }
            var events = EventReader(tx, target, showsAddresses: kinds.contains(.people))
            let found = try tx.events(listing.query(of: target, kinds))
            let answer = listing.page.answer(try found.map { ($0.id, try events.json(of: $0)) })
            return answer
        }
    }
}

/// Which events a request lists.
struct ActivityListing: Sendable {
    static let parameters = ["kind", "by", "about", "since", "until"] + Listing<EventKind>.parameters

    let page: Listing<EventKind>
    private let kind: ActivityKind?
    private let actor: String?
    private let subject: String?
    private let since: Timestamp?
    private let until: Timestamp?

    init(_ request: WebRequest) throws {
        var errors: [FieldError] = []
        func time(_ name: String) -> Timestamp? {
            guard let text = request.query[name] else { return nil }
            let time = Timestamp(rfc3339: text)
            if time == nil { errors.append(FieldError(name, .english("Write a time like 2027-01-31T00:00:00Z."))) }
            return time
        }
        kind = request.query["kind"].flatMap(ActivityKind.init(rawValue:))
        if request.query["kind"] != nil, kind == nil {
            let known = ActivityKind.allCases.map(\.rawValue).joined(separator: ", ")
            errors.append(FieldError("kind", .english("Use one of: \(known).")))
        }
        actor = Self.actor(request.query["by"], &errors)
        subject = request.query["about"]
        since = time("since")
        until = time("until")
        page = try Listing<EventKind>(request)
        try errors.refusePage()
    }

    func query(of target: AccountInProduct, _ readable: [ActivityKind]) -> AuditQuery {
        var query = AuditQuery(account: target.account, subject: subject, before: page.after, limit: page.fetch)
        query.product = target.product.id.rawValue
        query.actor = actor
        query.actions = readable.filter { kind == nil || kind == $0 }.flatMap(\.actions)
        query.since = since
        query.until = until
        return query
    }

    /// A person's id, or what else acts, by the names that events give.
    private static func actor(_ text: String?, _ errors: inout [FieldError]) -> String? {
        switch text {
        case nil: return nil
        case "operator", "system": return text
        case "directory": return "client:"
        case let text?:
            if let person = PersonID(text) { return AuditEvent.Actor.person(person).text }
            errors.append(FieldError("by", .english("Use a person's id, operator, system or directory.")))
            return nil
        }
    }
}

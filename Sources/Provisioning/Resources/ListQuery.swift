internal import Core
internal import Language
internal import Web

/// What a list was asked for (RFC 7644 section 3.4.2): by GET in the query, by POST to `.search` in the body.
struct ListQuery: Sendable {
    static let mostOnPage = 200

    let filter: Filter?
    let order: AttributePath?
    let isDescending: Bool
    /// The place of the first one, from 1.
    private(set) var start: Int
    private(set) var count: Int
    let projection: Projection

    init(_ request: WebRequest, in kind: ResourceKind) throws {
        let number = { (name: String) in try request.query[name].map { try Self.number($0, name) } }
        let order = try Self.order(request.query["sortBy"], request.query["sortOrder"], in: kind)
        try self.init(
            filter: request.query["filter"], order, start: number("startIndex"), count: number("count"), Projection(request, in: kind),
            in: kind)
    }

    init(body: JSON, in kind: ResourceKind) throws {
        guard body.object != nil else { throw Problem.invalidSyntax("The body must be a JSON object.") }
        let names = { (name: String) in body.member(name)?.array?.compactMap(\.string) ?? [] }
        let number = { (name: String) in try body.member(name)?.integer.map { try Self.number(String($0), name) } }
        let text = { (name: String) -> String? in
            guard let value = body.member(name), value != .null else { return nil }
            guard let text = value.string else { throw Problem.invalidValue("“\(name)” must be a text.") }
            return text
        }
        let order = try Self.order(text("sortBy"), text("sortOrder"), in: kind)
        try self.init(
            filter: text("filter"), order, start: number("startIndex"), count: number("count"),
            Projection(attributes: names("attributes"), excluded: names("excludedAttributes"), in: kind), in: kind)
    }

    private init(
        filter: String?, _ order: (path: AttributePath, isDescending: Bool)?, start: Int?, count: Int?, _ projection: Projection,
        in kind: ResourceKind
    ) throws {
        self.filter = try filter.flatMap { $0.isEmpty ? nil : try FilterReader.read($0, in: kind) }
        self.order = order?.path
        isDescending = order?.isDescending ?? false
        self.start = max(1, start ?? 1)
        self.count = min(max(0, count ?? Self.mostOnPage), Self.mostOnPage)
        self.projection = projection
    }

    private static func order(
        _ name: String?, _ direction: String?, in kind: ResourceKind
    ) throws -> (path: AttributePath, isDescending: Bool)? {
        guard let name else { return nil }
        guard let path = AttributePath(name, in: kind) else {
            throw Problem.invalidPath("There is no attribute “\(name.prefix(100))” to sort by.")
        }
        return (path, direction?.isSameName("descending") ?? false)
    }

    private static func number(_ text: String, _ name: String) throws -> Int {
        guard let number = Int(text), abs(number) < 1_000_000_000 else { throw Problem.invalidValue("“\(name)” must be a whole number.") }
        return number
    }

    func from(_ start: Int, count: Int) -> ListQuery {
        var copy = self
        copy.start = start
        copy.count = count
        return copy
    }

    /// Whether an index or a page by id answers it.
    var isIndexed: Bool {
        guard let filter else { return order == nil }
        return ["id", "userName", "externalId"].contains { filter.demanded($0) != nil }
    }

    /// So many bytes may be looked at: each comparison looks at all of them.
    var scanLimit: Int { Self.mostLookedAt / max(1, filter.map(FilterReader.cost) ?? 1) }
    private static let mostLookedAt = 64 << 20

    struct Found: Sendable {
        let total: Int
        let page: [JSON]
    }

    /// Filters and orders resources, and cuts the page out.
    func page(of resources: [JSON]) -> Found {
        var found = filter.map { filter in resources.filter(filter.matches) } ?? resources
        if let order {
            let keyed = found.enumerated().map { (key: order.key(of: $1), index: $0, json: $1) }
            found = keyed.sorted { ($0.key, $0.index) < ($1.key, $1.index) }.map(\.json)
            if isDescending { found.reverse() }
        }
        return Found(total: found.count, page: Array(found.dropFirst(start - 1).prefix(count)))
    }

    func answer(_ found: Found) -> WebResponse {
        .list(found.page.map(projection.apply), total: found.total, from: start)
    }
}

extension AttributePath {
    /// What a resource is sorted by: the primary value, or the first (RFC 7644 section 3.4.2.3). Those without come last.
    fileprivate func key(of resource: JSON) -> String {
        let whole = whole(in: resource)
        let chosen = whole?.array.map { $0.first { $0["primary"] == .bool(true) } ?? $0.first } ?? whole
        let value = (part?.name ?? (attribute.part("value") == nil ? nil : "value")).flatMap { chosen?[$0] } ?? chosen
        switch value {
        case .string(let text)?: return " " + (compared.isCaseExact ? text : text.comparableName)
        case .bool(let flag)?: return flag ? " true" : " false"
        default: return "\u{10FFFF}"
        }
    }
}

internal import Access
internal import Core
internal import Directory
internal import Language
internal import SQL
internal import Web

/// Which members a request lists: words, filters, order, and where its page begins.
struct MemberListing: Sendable {
    static let parameters = [
        "search", "role", "opens", "manages", "project", "every_project", "status", "second_factor", "signed_in", "order", "after", "limit",
    ]

    private let request: WebRequest
    private let filter: MemberFilter
    private let after: MemberPlace?
    private let limit: Int

    init(_ request: WebRequest, _ target: AccountInProduct) throws {
        var errors: [FieldError] = []
        func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String, _ type: Choice.Type) -> Choice? {
            guard let text = request.query[name] else { return nil }
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            if Choice(rawValue: text) == nil { errors.append(FieldError(name, .english("Use one of: \(known)."))) }
            return Choice(rawValue: text)
        }
        var filter = MemberFilter()
        filter.words = request.query["search"] ?? ""
        filter.role = request.query["role"].map(RoleID.init(rawValue:))
        filter.standing = choice("status", MemberFilter.Standing.self)
        filter.secondFactor = choice("second_factor", MemberFilter.SecondFactor.self)
        filter.signIn = choice("signed_in", SignedIn.self)?.filter
        filter.order = Self.order(request, &errors)
        if let every = request.query["every_project"],
            every != "true" || request.query["project"] != nil
                || (request.query["opens"] == nil && request.query["manages"] == nil)
        {
            errors.append(FieldError("every_project", .english("Use true, with opens or manages and without a project.")))
        }
        after = Self.place(request, &errors)
        limit = request.pageLimit(&errors)
        try errors.refusePage()
        self.request = request
        self.filter = filter
    }

    func answer(to caller: Caller, _ target: AccountInProduct, in tx: Transaction) throws -> JSON {
        let now = request.time
        let reader = try tx.require(.view, target.area(.people), of: caller.id, in: target, at: now)
        var filter = filter
        filter.may = try permissions(reader, target, tx)
        let page = try MemberSearch(filter, in: target, at: now).page(after: after, limit: limit, in: tx)
        return [
            "items": .array(try page.members.map { try tx.json(of: $0, in: target.product, at: now) }),
            "next": .text(page.next.map { "\($0.id).\(Base64URL.encode(Array($0.key.utf8)))" }), "count": .integer(Int64(page.count)),
        ]
    }

    /// So many projects a listing names at most.
    private static let mostProjects = 100

    /// Those who may open or manage an area, in every project or each of some if that is asked, or see them. A project that the reader does not
    /// see is none.
    private func permissions(_ reader: Member, _ target: AccountInProduct, _ tx: Transaction) throws -> [(
        action: Action, resource: Resource
    )] {
        let opens = request.query["opens"] ?? request.query["manages"]
        let action: Action = request.query["manages"] == nil ? .view : .manage
        let area = try opens.map { try target.product.area(named: AreaID(rawValue: $0), or: 400).id }
        if let area, request.query["every_project"] != nil {
            let every = try tx.projects(of: target.account, limit: .max).map(\.id)
            let seen = reader.projects(of: target.product, at: request.time)
            guard every.allSatisfy(seen.contains) else { throw AccessError.unknownProjects(["every"]) }
            return [(action, .area(area))] + every.map { (action, .project($0, of: target.account, area: area)) }
        }
        guard let named = request.query["project"] else { return area.map { [(action, .area($0))] } ?? [] }
        let scope = reader.projects(of: target.product, at: request.time)
        let names = named.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard names.count <= Self.mostProjects else { throw AccessError.unknownProjects([String(named.prefix(64))]) }
        return try names.map { name in
            guard let id = ProjectID(name), let project = try tx.project(id), project.account == target.account, scope.contains(id) else {
                throw AccessError.unknownProjects([String(name.prefix(64))])
            }
            return (action, .project(id, of: target.account, area: area))
        }
    }

    /// A key, or `-` and a key for the other way round.
    private static func order(_ request: WebRequest, _ errors: inout [FieldError]) -> MemberFilter.Order {
        guard let text = request.query["order"] else { return .joined }
        let isReversed = text.hasPrefix("-")
        if let key = MemberFilter.Order.Key(rawValue: String(text.dropFirst(isReversed ? 1 : 0))) {
            return .init(key, isReversed: isReversed)
        }
        let known = MemberFilter.Order.Key.allCases.map(\.rawValue).joined(separator: ", ")
        errors.append(FieldError("order", .english("Use one of: \(known), or the same after a minus for the other way round.")))
        return .joined
    }

    /// `<member>` or `<member>.<key>`: where the page before ended.
    private static func place(_ request: WebRequest, _ errors: inout [FieldError]) -> MemberPlace? {
        guard let text = request.query["after"] else { return nil }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let key = parts.count == 2 ? Base64URL.decode(String(parts[1])).map { String(decoding: $0, as: UTF8.self) } : ""
        guard let id = MemberID(String(parts[0])), let key, !key.unicodeScalars.contains("\0") else {
            errors.append(FieldError("after", .english("Use the value of “next” of the page before.")))
            return nil
        }
        return MemberPlace(key: key, id: id.text)
    }

    private enum SignedIn: String, CaseIterable {
        case never
        case notFor30Days = "not-for-30-days"
        case notFor90Days = "not-for-90-days"
        case notFor365Days = "not-for-365-days"

        var filter: MemberFilter.SignIn {
            switch self {
            case .never: .never
            case .notFor30Days: .notFor(days: 30)
            case .notFor90Days: .notFor(days: 90)
            case .notFor365Days: .notFor(days: 365)
            }
        }
    }
}

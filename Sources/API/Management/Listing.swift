internal import Core
internal import Language
internal import Web

/// A page of a list, with keyset pagination: `?after=<id>&limit=<number>`.
struct Listing<Kind: IdentifierKind>: Sendable {
    static var parameters: [String] { ["after", "limit"] }

    let after: Identifier<Kind>?
    let limit: Int

    init(_ request: WebRequest) throws {
        var errors: [FieldError] = []
        let after = request.query["after"].map { Identifier<Kind>($0) }
        if case .some(.none) = after { errors.append(FieldError("after", .english("Use the value of “next” of the page before."))) }
        limit = request.pageLimit(&errors)
        try errors.refusePage()
        self.after = after ?? nil
    }

    /// One more than the page, to know whether there is a next one.
    var fetch: Int { limit + 1 }

    func answer(_ items: [(id: Identifier<Kind>, json: JSON)]) -> WebResponse {
        let page = items.prefix(limit)
        let next = items.count > limit ? page.last?.id.text : nil
        return .json(["items": .array(page.map(\.json)), "next": .text(next)])
    }
}

// What every list of the API says of its pages.

extension WebRequest {
    /// One of some known words; nil if none was given. Throws a 400 that names them.
    func choice<Value>(_ name: String, _ known: KeyValuePairs<String, Value>) throws -> Value? {
        guard let text = query[name] else { return nil }
        if let found = known.first(where: { $0.key == text }) { return found.value }
        let words = known.map(\.key).joined(separator: ", ")
        throw Problem(
            status: 400, code: "invalid-page", title: .english("This page of the list cannot be given."),
            fields: [FieldError(name, .english("Use one of: \(words)."))])
    }

    /// How many things a page of a list has.
    func pageLimit(_ errors: inout [FieldError]) -> Int {
        let limit = query["limit"].map { Int($0) ?? 0 } ?? 50
        if !(1...200).contains(limit) { errors.append(FieldError("limit", .english("Use a whole number from 1 to 200."))) }
        return limit
    }
}

extension [FieldError] {
    /// Throws a 400 if there are any.
    func refusePage() throws {
        guard !isEmpty else { return }
        throw Problem(status: 400, code: "invalid-page", title: .english("This page of the list cannot be given."), fields: self)
    }
}

internal import Access
internal import Core
internal import Web

/// A search of AuthZEN (Authorization API 1.0, section 8): two of subject, action and resource are given, and what the third may be is asked.
struct SearchRequest: Sendable {
    let body: JSON
    let limit: Int
    /// The last result of the page before.
    let after: String?

    /// How many results a page has where the request names no limit, and at most.
    static let usual = 200
    static let most = 10_000

    init(_ body: JSON) throws(EvaluationRequest.Malformed) {
        self.body = body
        if let context = body["context"], context.object == nil { throw .init(message: "context must be an object.") }
        let page = body["page"] ?? .object([])
        guard page.object != nil else { throw .init(message: "page must be an object.") }
        let wanted = page["limit"].map { $0.integer.map(Int.init) ?? -1 } ?? Self.usual
        guard wanted > 0 else { throw .init(message: "page.limit must be a whole number above 0.") }
        limit = min(wanted, Self.most)
        guard let token = page["token"], token.string != "" else {
            after = nil
            return
        }
        guard let text = token.string else { throw .init(message: "page.token must be a text.") }
        let parts = text.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, parts[1] == Self.mark(of: body) else {
            throw .init(message: "page.token is not one of this search: send the next_token of the page before, with the same question.")
        }
        after = String(parts[0])
    }

    /// `results` may have one more than the page holds. Each comes with what a token begins with.
    func answer(_ results: [(key: String, json: JSON)]) -> JSON {
        let page = results.prefix(limit)
        let next = results.count > limit ? page.last.map { "\($0.key).\(Self.mark(of: body))" } : nil
        return ["results": .array(page.map(\.json)), "page": ["next_token": .string(next ?? "")]]
    }

    /// The page of results that are all at hand.
    func answer(all results: [(key: String, json: JSON)]) -> JSON {
        answer(after.map { after in Array(results.drop { $0.key != after }.dropFirst()) } ?? results)
    }

    /// A token is for the question that it came with (section 8.2.1).
    private static func mark(of body: JSON) -> String {
        let members = (body.object ?? []).filter { $0.0 != "page" }.sorted { $0.0 < $1.0 }
        let question = String(decoding: JSON.object(members).bytes, as: UTF8.self)
        return Base64URL.encode(TokenHash(question, purpose: .searchPage).bytes.prefix(12))
    }
}

internal import Core
internal import Language
internal import Web

/// What the question that somebody is typing may go on with, in the reader's words. page.js asks for it.
enum AskCompletions {
    @Sendable static func response(_ proof: InAccount, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse {
        let path = ManagementPath.completions(proof.account.id).query([("ask", String((request.query["q"] ?? "").prefix(300)))])
        let items = try await proof.api.call("GET", path)["items"]?.array ?? []
        let told: Phrase? = items.isEmpty ? nil : Phrase("ask.completions", ["count": items.count])
        return .json([
            "items": .array(
                items.map { item in
                    let kind = title(of: item["kind"]?.string ?? "")?.text(for: request.reader)
                    return ["text": item["text"] ?? "", "sentence": item["sentence"] ?? "", "kind": .string(kind ?? "")]
                }),
            "told": .string(told?.text(for: request.reader) ?? ""),
        ])
    }

    private static func title(of kind: String) -> Phrase? {
        switch kind {
        case "person": "ask.a-person"
        case "area": "ask.an-area"
        case "project": "ask.a-project"
        case "role": "ask.a-role"
        default: nil
        }
    }
}

internal import Core
internal import Language
internal import Web

/// A question as the page's address has it: the sentence, and what its words were said to mean.
struct AskedQuestion: Sendable {
    let sentence: String
    private let meanings: [(String, String?)]

    init(_ request: WebRequest) {
        sentence = request.query.text("q")
        meanings = ["person", "thing", "role"].map { ($0, request.query[$0]) }
    }

    /// The parameters of a link that asks it again.
    var given: [(String, String?)] { [("q", Optional(sentence))] + meanings }

    func answer(after: String?, limit: Int? = nil, _ proof: InAccount) async throws -> AskAnswer {
        let query = [("ask", Optional(sentence))] + meanings + [("after", after), ("limit", limit.map { "\($0)" })]
        return try await AskAnswer(proof.api.call("GET", ManagementPath.answers(proof.account.id).query(query)))
    }
}

/// The whole answer as a file, in the reader's words.
enum AskFile {
    /// So many lines a file has at most.
    private static let most = 10_000

    @Sendable static func response(_ proof: InAccount, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse {
        let asked = AskedQuestion(request)
        var answer = try await asked.answer(after: nil, limit: 200, proof)
        let isWhatIf = answer.kind == "what-if"
        var csv = CSV(
            header: isWhatIf
                ? ["thing", "now", "then", "change"]
                : ["name", "email", "thing", "allowed", "action", "because", "role", "given_by", "given_at"])
        var count = 0
        while true {
            for item in answer.items {
                let thing = item.thing.text(for: request.reader)
                csv.append(
                    isWhatIf
                        ? [thing, item.before, item.action, item.change]
                        : line(item, thing, request.reader))
            }
            count += answer.items.count
            guard let next = answer.next, count < most else { break }
            answer = try await asked.answer(after: next, limit: 200, proof)
        }
        return .csv(csv, name: "answer.csv")
    }

    private static func line(_ item: AskAnswer.Item, _ thing: String, _ reader: Reader) -> [String] {
        [
            item.name, item.email, thing, item.isAllowed ? "yes" : "no", item.action, item.why.text(for: reader), item.role?.name ?? "",
            item.givenBy, item.givenAt,
        ]
    }
}

internal import Core
internal import HTTPTypes
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// `POST /api/events`: a program with an access key of the account sends in what became of its mails, a JSON object a line. Sent again, a line
/// changes nothing. Cost: one question to the ID and one durable commit a request.
enum EventSendAPI {
    private static let most = 1000
    private static let largest = 4 << 20

    static func register(on routes: Routes<ProductSite>) {
        routes.api(.post, EventPath.api, as: KeyHolder.self, limit: largest, send)
    }

    @Sendable private static func send(_ key: KeyHolder, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse {
        try key.require(.writeEvents)
        if let name = request.query.names.first {
            throw Problem(
                status: 400, code: "unknown-parameter", title: .english("There is no parameter “\(name.prefix(60))” here."),
                detail: .english("Everything is in the lines."))
        }
        guard ["application/x-ndjson", "application/ndjson", "application/jsonl"].contains(request.mediaType) else {
            throw Problem(
                status: 415, code: "unsupported-media-type", title: .english("The body must be one JSON object a line."),
                detail: .english("Send Content-Type: application/x-ndjson."))
        }
        let lines = LineSplitter.lines(of: request.body)
        guard (1...most).contains(lines.count) else {
            throw Problem(
                status: 422, code: "invalid", title: .english("A request holds 1 to \(most) lines."),
                detail: .english("This one has \(lines.count)."))
        }
        let now = request.time
        let read = lines.map { bytes in
            Result { () throws(MailEventLine.Rejection) in try MailEventLine(bytes, namesAccount: false, now: now) }
        }
        let account = key.account
        let verdicts = try await site.database.write { tx in
            try EventBatch.write(read, of: Array(repeating: account, count: read.count), at: now, in: tx)
        }
        return .json(answer(read, verdicts))
    }

    private static func answer(_ lines: [Result<MailEventLine, MailEventLine.Rejection>], _ verdicts: [EventBatch.Verdict]) -> JSON {
        var counts = ["accepted": 0, "unchanged": 0, "rejected": 0]
        let told = zip(lines, verdicts).enumerated().map { index, pair -> JSON in
            let word = pair.1.word
            counts[word, default: 0] += 1
            let id: JSON = if case .success(let line) = pair.0 { .string(line.event.id) } else { .null }
            var members: [(String, JSON)] = [("line", .int(index + 1)), ("id", id), ("result", .string(word))]
            if case .rejected(let reason) = pair.1 { members.append(("reason", .string(reason))) }
            return .object(members)
        }
        return .object(["accepted", "unchanged", "rejected"].map { ($0, JSON.int(counts[$0] ?? 0)) } + [("lines", .array(told))])
    }
}

extension EventBatch.Verdict {
    fileprivate var word: String {
        switch self {
        case .accepted: "accepted"
        case .unchanged: "unchanged"
        case .rejected: "rejected"
        }
    }
}

internal import Core
internal import HTTPTypes
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// `POST /api/events`: a program with an access key of the account sends in what became of its mails, a JSON object a line. Sent again, a line
/// changes nothing. Cost: one question to the ID and one durable commit a request.
enum EventSendAPI {
    static func register(on routes: Routes<ProductSite>) {
        routes.api(.post, EventPath.api, as: KeyHolder.self, limit: LineRequest.largest, send)
    }

    @Sendable private static func send(_ key: KeyHolder, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse {
        try key.require(.writeEvents, for: request)
        let now = request.time
        let read = try LineRequest.lines(of: request).map { bytes in
            Result { () throws(LineRejection) in try MailEventLine(bytes, namesAccount: false, now: now) }
        }
        let account = key.account
        let verdicts = try await site.database.write { tx in
            try EventBatch.write(read, of: Array(repeating: account, count: read.count), at: now, in: tx)
        }
        return .json(
            LineRequest.answer(
                zip(read, verdicts).map { (try? $0.get().event.id, $1) }, counting: ["accepted", "unchanged", "rejected"]))
    }
}

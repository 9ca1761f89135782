internal import Core
internal import HTTPTypes
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// `POST /api/messages`: a program with an access key sends in its project's messages and what became of them, a JSON object a line. Sent again,
/// a line changes nothing. Cost: one question to the ID and one durable commit a request.
enum MessageSendAPI {
    static func register(on routes: Routes<ProductSite>) {
        routes.api(.post, MessagePath.api, as: ProjectKeyHolder.self, limit: LineRequest.largest, send)
    }

    @Sendable private static func send(_ holder: ProjectKeyHolder, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse {
        try holder.key.require(.writeMessages, for: request)
        let now = request.time
        let read = try LineRequest.lines(of: request).map { bytes in
            Result { () throws(LineRejection) in
                guard let bytes else { throw LineRejection.tooLong }
                return try SentLine(bytes, now: now)
            }
        }
        let account = holder.key.account
        let project = holder.project
        let verdicts = try await site.database.write { tx in try SentBatch.write(read, of: account, project, at: now, in: tx) }
        return .json(
            LineRequest.answer(
                zip(read, verdicts).map { (try? $0.get().id, $1) }, counting: ["accepted", "updated", "unchanged", "rejected"]))
    }
}

internal import Core
internal import HTTPTypes
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// `GET /api/messages`: the token of an access key reads the messages of its project, newest first. To get the next page, send the `next`
/// of a page as `after`, as in every list of the ID's API. There are no prices in it, since a key has no Billing.
enum MessageAPI {
    static func register(on routes: Routes<ProductSite>) {
        routes.api(.get, MessagePath.api, as: ProjectKeyHolder.self) { holder, request, site in
            try holder.key.require(.readMessages, for: request)
            let known = Set(MessageQuery.names + ["after", "limit"])
            if let unknown = request.query.names.first(where: { !known.contains($0) }) {
                throw Problem(
                    status: 400, code: "unknown-parameter", title: .english("There is no filter “\(unknown.prefix(60))”."),
                    detail: .english("These are known: \(known.sorted().joined(separator: ", "))."),
                    fields: [FieldError(String(unknown.prefix(60)), .english("This filter is not known."))])
            }
            try request.expectOnce()
            let query = try MessageRoutes.checked(MessageQuery(request.query, older: "after", newer: nil))
            let limit = try limit(request)
            let project = holder.project
            let (page, name) = try await site.database.readLong { tx -> (MessagePage, String) in
                guard let traffic = try TrafficProject.find(projectID: project, in: tx) else {
                    return (MessagePage(messages: [], hasOlder: false, hasNewer: false), "")
                }
                return (
                    try MessagePage.find(query.filter, projects: [traffic.number], at: query.position, limit: limit, in: tx), traffic.name
                )
            }
            let next = page.hasOlder ? page.messages.last.map { String($0.key.number) } : nil
            return .json([
                "items": .array(page.messages.map { MessageTable.json($0, project: name) }), "next": .text(next),
            ])
        }
    }

    private static func limit(_ request: WebRequest) throws -> Int {
        guard let text = request.query["limit"] else { return 50 }
        guard let limit = Int(text), (1...200).contains(limit) else {
            throw Problem(
                status: 400, code: "invalid-filter", title: .english("The limit must be a whole number from 1 to 200."),
                fields: [FieldError("limit", .english("Give a whole number from 1 to 200."))])
        }
        return limit
    }
}

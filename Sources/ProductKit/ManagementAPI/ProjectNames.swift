internal import Core
internal import Delivery
internal import Language
internal import Web

extension ProductSite {
    /// What the account calls these projects of its (`POST /api/v1/project-names`), by their ids; without those that the ID does not know. Throws
    /// `OutgoingHTTPError` where the ID does not answer, a `Problem` (502) where it refuses. Cost: one question to the ID for a hundred.
    package func projectNames(_ ids: [String], of account: String) async throws -> [String: String] {
        var names: [String: String] = [:]
        for start in stride(from: 0, to: ids.count, by: 100) {
            let some = ids[start..<min(start + 100, ids.count)]
            let answer = try await party.connection.http.send(
                OutgoingRequest(
                    "POST", party.connection.issuer + ManagementPath.projectNames.text,
                    headers: [("Content-Type", "application/json"), ("Authorization", party.connection.basicAuthorization)],
                    body: JSON.object([("account", .string(account)), ("projects", .array(some.map(JSON.string)))]).bytes))
            // The ID has no such account any more.
            guard answer.status != 422 else { return [:] }
            guard answer.status == 200, let items = try JSON(reading: answer.body)["items"]?.array else {
                throw Problem(
                    status: 502, code: "id-answer", title: .english("The ID did not say what the projects are called."),
                    detail: .english("It answered \(answer.status)."))
            }
            for item in items {
                if let id = item["id"]?.string, let name = item["name"]?.string { names[id] = name }
            }
        }
        return names
    }
}

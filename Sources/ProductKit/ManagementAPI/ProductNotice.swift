package import Core
internal import Delivery
internal import Language
internal import Web

/// What the product has the ID tell people (`POST /api/v1/notices`).
package struct ProductNotice: Sendable {
    let name: String
    let kind: String
    let account: String
    let project: String?
    let page: Path
    let people: [String]
    /// Which of them it is for.
    package var audience = AreaAudience.everybody

    /// `name` is the product's own for it, by which it is told once; `kind` is one of its catalog; `people` are subjects.
    package init(name: String, kind: String, account: String, project: String? = nil, page: Path, people: [String]) {
        self.name = name
        self.kind = kind
        self.account = account
        self.project = project
        self.page = page
        self.people = people
    }
}

extension ProductSite {
    /// Returns how many people were told; nil where the ID has no such account or project any more, so that nobody will ever be. Throws
    /// `OutgoingHTTPError` where the ID does not answer, a `Problem` where it refuses otherwise.
    @discardableResult
    package func tell(_ notice: ProductNotice) async throws -> Int? {
        var members: [(String, JSON)] = [
            ("id", .string(notice.name)), ("notice", .string(notice.kind)), ("account", .string(notice.account)),
            ("page", .string(notice.page.text)), ("people", .array(notice.people.map(JSON.string))),
        ]
        switch notice.audience {
        case .everybody: break
        case .everyProject: members.append(("every_project", true))
        case .projects(let ids): members.append(("projects", .array(ids.map(JSON.string))))
        }
        if let project = notice.project { members.append(("project", .string(project))) }
        let answer = try await party.connection.http.send(
            OutgoingRequest(
                "POST", party.connection.issuer + ManagementPath.notices.text,
                headers: [("Content-Type", "application/json"), ("Authorization", party.connection.basicAuthorization)],
                body: JSON.object(members).bytes))
        guard answer.status != 422 else { return nil }
        guard answer.status == 200, let told = try JSON(reading: answer.body)["told"]?.integer else {
            throw Problem(
                status: 502, code: "id-answer", title: .english("The ID did not send the notice."),
                detail: .english("It answered \(answer.status)."))
        }
        return Int(told)
    }
}

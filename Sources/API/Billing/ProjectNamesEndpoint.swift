internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// What an account calls its projects, also those that it has put away: for what a product writes while nobody asks, such as an invoice.
/// Cost: one read.
enum ProjectNamesEndpoint {
    private static let most = 100

    static func register(on routes: Routes<APISite>) {
        routes.api(.post, APIPath.projectNames, as: ProductClient.self, limit: 16384, answer)
    }

    @Sendable static func answer(_ proof: ProductClient, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery([])
        guard proof.client.firstParty else { throw Problem.notFound }
        var body = try request.jsonObject()
        let named = body.text("account", max: 64)
        let listed = body.optionalTexts("projects", max: most) ?? []
        let projects = Set(listed.compactMap { ProjectID($0) })
        if projects.isEmpty || projects.count < Set(listed).count {
            body.refuse("projects", "A list of 1 to \(most) projects' ids.")
        }
        try body.finish()
        let found = try await site.database.read { tx -> [ProjectID: String]? in
            guard let account = AccountID(named), try tx.products(of: account).contains(proof.product) else { return nil }
            return try tx.projectNames(projects, of: account)
        }
        guard let found else {
            throw Problem(
                status: 422, code: "invalid", title: .english("The names cannot be told."),
                fields: [FieldError("account", .english("This product has no such account."))])
        }
        let items = found.sorted { $0.key.text < $1.key.text }.map {
            JSON.object([("id", .string($0.key.text)), ("name", .string($0.value))])
        }
        return .json(["items": .array(items)])
    }
}

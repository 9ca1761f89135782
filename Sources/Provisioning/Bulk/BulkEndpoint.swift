internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import Web

/// Many operations in one request, each in a transaction of its own (RFC 7644 section 3.7).
enum BulkEndpoint {
    static let mostOperations = 1000
    static let mostBytes = 1 << 20

    static func register(on routes: Routes<ProvisioningSite>) {
        routes.api(.post, ProvisioningPath.bulk, as: Provisioner.self, limit: mostBytes, refusals: .scim, carryOut)
    }

    @Sendable static func carryOut(_ provisioner: Provisioner, _ request: WebRequest, _ site: ProvisioningSite) async throws -> WebResponse
    {
        let body = try request.scimBody()
        guard let list = body.member("Operations")?.array else { throw Problem.invalidSyntax("“Operations” must be a list of operations.") }
        guard list.count <= mostOperations else {
            throw Problem.tooMany("A bulk request must have no more than \(mostOperations) operations.")
        }
        let mostErrors = body.member("failOnErrors")?.integer.map(Int.init) ?? Int.max
        var work = BulkWork(users: UserWork(provisioner: provisioner, site: site), groups: GroupWork(provisioner: provisioner, site: site))
        var answers: [JSON] = []
        for operation in list {
            answers.append(try await work.carryOut(operation))
            if work.errors >= max(1, mostErrors) { break }
        }
        return .json(
            ["schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"], "Operations": .array(answers)],
            type: "application/scim+json")
    }
}

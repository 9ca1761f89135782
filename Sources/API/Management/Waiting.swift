internal import Access
internal import Core
internal import OpenID
internal import SQL
internal import Web

/// What waits for the member in the current account, as `GET /api/v1/me?include=waiting` counts it for the first page of a product. Each number
/// is there for whoever may act on it, and null for everybody else.
///
/// Cost: one indexed read for the requests and one for each that waits, at most `most` of them; one indexed read for the keys.
struct Waiting: Sendable {
    /// So many requests are counted; more are so many.
    static let most = 20
    /// A key that ends sooner than this counts.
    static let soon = Duration.days(7)

    var requests: Int?
    var keysEnding: Int?

    static func find(for member: Member, in product: Product, at now: Timestamp, in tx: Transaction) throws -> Waiting {
        let target = AccountInProduct(account: member.account, product: product)
        var waiting = Waiting()
        if let area = product.area(governing: .people), decide(member, .manage, .area(area.id), in: product, at: now).isPermitted {
            waiting.requests = try tx.openAccessRequests(in: target, limit: most, at: now).count
        }
        if let area = product.area(governing: .keys), decide(member, .manage, .area(area.id), in: product, at: now).isPermitted {
            let projects = try tx.projectsOfAccessKeys(
                of: member.account, product: product.id.rawValue, endingBy: now + soon, at: now)
            waiting.keysEnding = projects.count { project in
                decide(member, .manage, .key(of: project, in: member.account, area: area.id), in: product, at: now).isPermitted
            }
        }
        return waiting
    }

    var json: JSON {
        [
            "access_requests": requests.map { .integer(Int64($0)) } ?? .null,
            "keys_ending": keysEnding.map { .integer(Int64($0)) } ?? .null,
        ]
    }
}

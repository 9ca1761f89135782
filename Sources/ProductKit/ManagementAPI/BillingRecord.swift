internal import Core
internal import Delivery
package import Language
internal import Web

/// What the log of the ID says of a change that a program books here, or that somebody makes on a page (`POST /api/v1/billing-events`). Sums are
/// not in it.
package struct BillingRecord: Sendable {
    /// The name of the event, such as `billing.topped-up`.
    package let event: String
    package let subject: String
    package let account: String?
    package let details: [String: String]

    package init(_ event: String, on subject: String, account: String? = nil, details: [String: String]) {
        self.event = event
        self.subject = subject
        self.account = account
        self.details = details
    }
}

extension Problem {
    /// What a program calls so is another order of its.
    package static let orderTaken = Problem(
        status: 409, code: "id-taken", title: .english("Another order has this id."),
        detail: .english("Give each order an id of its own: what is done under one is done once."))
}

extension ProductSite {
    /// Two databases share no transaction: the log comes first, so that nothing is changed that it does not tell. Throws `OutgoingHTTPError`
    /// where the ID does not answer, a `Problem` (502) where it refuses, one (409) for another order by a name that it was told of.
    package func record(_ record: BillingRecord, by program: BillingProgram, order: String) async throws {
        try await self.record(record, [("client", .string(program.client)), ("order", .string(order))])
    }

    /// The same of a change that a person makes. The ID decides whether they may.
    package func record(_ record: BillingRecord, by member: InAccount) async throws {
        try await self.record(record, [("person", .string(member.me.person.id))])
    }

    private func record(_ record: BillingRecord, _ doer: [(String, JSON)]) async throws {
        var members: [(String, JSON)] =
            doer + [
                ("event", .string(record.event)), ("subject", .string(record.subject)),
                ("details", .object(record.details.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            ]
        if let account = record.account { members.append(("account", .string(account))) }
        let answer = try await party.connection.http.send(
            OutgoingRequest(
                "POST", party.connection.issuer + ManagementPath.billingEvents.text,
                headers: [("Content-Type", "application/json"), ("Authorization", party.connection.basicAuthorization)],
                body: JSON.object(members).bytes))
        guard answer.status != 409 else { throw Problem.orderTaken }
        guard answer.status == 200 else {
            throw Problem(
                status: 502, code: "id-answer", title: .english("The ID did not record the change, so it was not made."),
                detail: .english("It answered \(answer.status)."))
        }
    }
}

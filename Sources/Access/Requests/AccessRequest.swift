package import Core
internal import SQL

package enum AccessRequestKind: IdentifierKind { package static let prefix = "req" }
package typealias AccessRequestID = Identifier<AccessRequestKind>

/// "Ask with one click" (rule 6): a request for an area, sent by mail to the people who can change the role. One of them approves or denies
/// it. It is over once the person may open the area, whoever gave it to them, and after `lifetime`.
package struct AccessRequest: Sendable, Equatable {
    package let id: AccessRequestID
    package let person: PersonID
    package let account: AccountID
    package let product: ProductID
    package let area: AreaID
    package let askedAt: Timestamp
    package let answer: Answer?

    package struct Answer: Sendable, Equatable {
        package let verdict: Verdict
        package let at: Timestamp
        package let by: PersonID?
        package let note: String?
    }

    package enum Verdict: String, Sendable, SQLCodable { case approved, denied }

    /// How long a person must wait before they can repeat the same request.
    package static let pause = Duration.days(1)
    /// A request that nobody answered in this time is forgotten.
    package static let lifetime = Duration.days(30)

    package var mayBeRepeatedAt: Timestamp { askedAt + Self.pause }
}

/// The data for the mail: who asks, and the page where the request is answered.
package struct AccessRequestMail: Sendable {
    package let personName: String
    package let personEmail: String
    /// The full URL of the product's page of this request.
    package let page: @Sendable (AccessRequestID) -> String

    package init(personName: String, personEmail: String, page: @escaping @Sendable (AccessRequestID) -> String) {
        self.personName = personName
        self.personEmail = personEmail
        self.page = page
    }
}

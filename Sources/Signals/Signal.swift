package import Audit
package import Core
internal import JOSE

/// An event as others are told of it, with what it takes to know whom it is about.
package struct Signal: Sendable {
    package let event: RecordedEvent
    package let subject: Subject

    /// Looked up where the event is sealed.
    package struct Subject: Sendable {
        /// The products that the event is about.
        package var products: [String]
        /// The person it is about, if any: the subject of their tokens.
        package var person: PersonID?
        /// The roles that the person holds now, by ids, where the event is about a membership.
        package var roles: [String]?

        package init(products: [String], person: PersonID? = nil, roles: [String]? = nil) {
            self.products = products
            self.person = person
            self.roles = roles
        }
    }

    package init(_ event: RecordedEvent, _ subject: Subject) {
        self.event = event
        self.subject = subject
    }

    var type: String { event.action }

    /// What products are told of: whatever changes who may do what, and what they call it.
    private static let actions: [AuditAction] = [
        .memberAdded, .memberChanged, .memberHeld, .memberLeft, .memberMoved, .memberRemoved, .groupOpened, .groupRenamed, .groupChanged,
        .groupClosed, .groupJoined, .groupLeft, .roleMade, .roleChanged, .roleRemoved, .accessKeyCreated, .accessKeyChanged,
        .accessKeyRenewed, .accessKeyKept, .accessKeyRevoked,
        .projectOpened, .projectRenamed, .projectMoved, .projectClosed, .projectRestored, .accountOpened, .accountActConfirmed,
        .accountClosing,
        .accountKept, .accountClosed,
        .accountProductAdded, .accountRenamed, .accountFactorsChanged,
        .accountPoliciesChanged,
        .personRenamed, .personStatusChanged, .personJoined, .personSeparated, .personLeaving, .personKept, .personErased, .sessionEnded,
    ]
    package static let types = actions.map(\.rawValue)
    private static let known = Set(types)

    /// Whether anybody could be told of an event.
    package static func isTold(_ event: RecordedEvent) -> Bool { known.contains(event.action) }

    /// The body of a webhook: `{"type", "timestamp", "data"}`. `data` holds ids, roles and names of things; nothing of a person but their id.
    var webhookBody: String {
        var data = JSONWriter()
        data.add("id", event.id.text)
        data.add("account", event.account?.text)
        data.add("product", event.product)
        data.add("subject", event.subject)
        data.add("person", subject.person?.text)
        if let roles = subject.roles { data.add("roles", roles) }
        data.add("actor", event.actor)
        data.add("details", json: Array(event.details.utf8))
        if let changes = event.changes { data.add("changes", json: Array(changes.utf8)) }
        var body = JSONWriter()
        body.add("type", type)
        body.add("timestamp", event.at.rfc3339)
        body.add("data", json: data.finished())
        return String(decoding: body.finished(), as: UTF8.self)
    }
}

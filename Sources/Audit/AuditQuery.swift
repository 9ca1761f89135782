package import Core

/// A query for recorded events, newest first.
package struct AuditQuery: Sendable {
    package var account: AccountID?
    package var subject: String?
    /// Events about this product alone, or about none.
    package var product: String?
    /// Events by this actor: `person:per_…`, `operator`, `system`; `client:` for any client.
    package var actor: String?
    /// nil for all.
    package var actions: [AuditAction]?
    package var since: Timestamp?
    /// Excluded.
    package var until: Timestamp?
    /// Only events before this one; used to read the next page.
    package var before: EventID?
    package var limit: Int

    package init(account: AccountID? = nil, subject: String? = nil, before: EventID? = nil, limit: Int = 50) {
        self.account = account
        self.subject = subject
        self.before = before
        self.limit = limit
    }
}

/// An event as it is stored.
package struct RecordedEvent: Sendable, Equatable {
    package let id: EventID
    package let at: Timestamp
    /// `person:per_…`, `client:cli_…`, `operator`, `system`
    package let actor: String
    package let action: String
    package let subject: String
    package let account: AccountID?
    /// The product that it is about, if it is about one alone.
    package let product: String?
    /// A JSON object with string values.
    package let details: String
    /// The client that acted in the person's name, by its id.
    package let client: String?
    package let session: SessionID?
    /// How the actor had proved who they are: the authentication context, then the methods.
    package let proof: String?
    /// A JSON object: each value is an array of what was before and what is after.
    package let changes: String?
    /// What is personal in it, as far as it was not erased: `network`, `email`, …
    package internal(set) var values: [String: String] = [:]
}

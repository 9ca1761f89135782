package import Core

/// Which recorded events are asked for, newest first.
package struct AuditQuery: Sendable {
    package var account: AccountID?
    package var subject: String?
    /// Only those before this one: the key of the next page.
    package var before: EventID?
    package var limit: Int

    package init(account: AccountID? = nil, subject: String? = nil, before: EventID? = nil, limit: Int = 50) {
        (self.account, self.subject, self.before, self.limit) = (account, subject, before, limit)
    }
}

/// An event as it rests.
package struct RecordedEvent: Sendable, Equatable {
    package let id: EventID
    package let at: Timestamp
    /// `person:per_…`, `client:cli_…`, `operator`, `system`
    package let actor: String
    package let action: String
    package let subject: String
    package let account: AccountID?
    /// A JSON object of texts.
    package let details: String
}

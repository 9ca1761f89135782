package import Core

/// Something that happened, recorded for administrators, operators and auditors: who did what, on whose behalf, with what before and after.
/// From where and with which proof it was done is added where it is written (`Circumstances`).
package struct AuditEvent: Sendable, Equatable {
    /// Who did it. A client that acts in a person's name is in the circumstances.
    package var actor: Actor
    package var action: AuditAction
    /// The id of the object that was changed.
    package var subject: String
    /// The account it belongs to, if any.
    package var account: AccountID?
    /// More of it, in words and ids; never a secret, and nothing personal but ids. Stored as JSON with sorted keys. The product that the
    /// event is about is called `product`; without one it is about the account.
    package var details: [String: String]
    /// What was there before and after, by name; nothing personal but ids.
    package var changes: [String: Change] = [:]
    /// What is personal in it: names, addresses. Stored apart, so that it can be erased.
    package var personal = PersonalValues()

    package enum Actor: Sendable, Equatable {
        case person(PersonID)
        case client(String)
        /// The operator at the command line.
        case operatorCommand
        /// The server itself: an expiry, an import's side effect.
        case system
    }

    /// A value before and after; nil for none.
    package struct Change: Sendable, Equatable {
        package var before: String?
        package var after: String?
        package init(_ before: String?, _ after: String?) {
            self.before = before
            self.after = after
        }
    }

    /// Values about a person, by name, and whose they are. With nobody they go with whoever has such an address when it is erased.
    package struct PersonalValues: Sendable, Equatable {
        package var person: PersonID?
        package var values: [String: String]
        package init(of person: PersonID? = nil, _ values: [String: String] = [:]) {
            self.person = person
            self.values = values
        }
    }

    package init(_ action: AuditAction, by actor: Actor, on subject: String, account: AccountID? = nil, details: [String: String] = [:]) {
        self.actor = actor
        self.action = action
        self.subject = subject
        self.account = account
        self.details = details
    }

    /// The same with what was there before and after; what did not change is left out.
    package func changing(_ changes: [String: Change]) -> AuditEvent {
        var event = self
        event.changes = changes.filter { $0.value.before != $0.value.after }
        return event
    }

    package func telling(_ personal: PersonalValues) -> AuditEvent {
        var event = self
        event.personal = personal
        return event
    }

    /// The person whose network the event's is: the actor, or the subject if nobody was signed in.
    var personAtTheNetwork: PersonID? {
        if case .person(let person) = actor { person } else { PersonID(subject) }
    }
}

package import Core
internal import Traffic

/// The filter of a list of messages. A message must match every field that is set; empty fields are ignored.
package struct MessageFilter: TimeRange, Hashable, Sendable {
    /// The id of a message.
    package var id = ""
    /// A sender or recipient, as `NumberQuery` reads it.
    package var number = ""
    package var words = ""
    package var statuses: [MessageStatus] = []
    package var country = ""
    /// The code of an error, exactly.
    package var error = ""
    /// The sender of messages that were sent, exactly as they have it.
    package var sender = ""
    /// Days in UTC, counted from 1970; both are inclusive.
    package var firstDay: Int?
    package var lastDay: Int?

    package init() {}

    /// The moments between which it was sent, for times that are no whole days in UTC.
    package var since: Timestamp?
    package var until: Timestamp?

    var search: SearchQuery {
        var query = SearchQuery(words: words, number: number)
        // A sender of signs alone has no term; the condition on its column finds it.
        let compact = TextFolding.compact(sender)
        if !compact.isEmpty { query.require(.sender(compact)) }
        if !country.isEmpty { query.require(.country(country)) }
        return query
    }

    /// Whether it asks for a status or an error that has an index of its own, since it may change: all but what was delivered.
    var isOfRareFate: Bool { !error.isEmpty || !(statuses.isEmpty || statuses.contains(.delivered)) }

    /// Whether it asks for what became of a message, which the terms of the search do not know.
    var isOfFate: Bool { !error.isEmpty || !statuses.isEmpty }

    /// Whether it asks for nothing that the sums of times of delivery do not know.
    var isOfDelays: Bool { isOfCells && error.isEmpty && sender.isEmpty && statuses.isEmpty }

    /// Whether it asks for nothing that the cells of days do not know.
    package var isOfCells: Bool { id.isEmpty && number.isEmpty && words.isEmpty && since == nil && until == nil }

    /// True for a search without any term to look for (`???`). It finds nothing rather than everything.
    var findsNothing: Bool { !(number.isEmpty && words.isEmpty) && SearchQuery(words: words, number: number).parts.isEmpty }

    /// Whether a message that was found by its id also matches the other fields.
    func matches(_ message: Message) -> Bool {
        (statuses.isEmpty || statuses.contains(message.status)) && (country.isEmpty || country == message.country)
            && (error.isEmpty || error == message.errorCode)
            && (sender.isEmpty || (sender == message.sender && message.direction == .outbound))
            && keys.contains(message.key.number)
            && search.matches(message.text)
    }
}

/// One page of messages, newest first.
package struct MessagePage: Sendable {
    package var messages: [Message]
    package var hasOlder: Bool
    package var hasNewer: Bool
}

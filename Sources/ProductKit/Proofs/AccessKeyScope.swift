package import Core
internal import Language

/// What an access key may do at a product, as the ID names it in the `scope` of a token.
package enum AccessKeyScope: String, Sendable {
    /// Read the messages of the key's project.
    case readMessages = "messages.read"
    /// Send in messages of the key's project.
    case writeMessages = "messages.write"
    /// Send in what became of the account's mails.
    case writeEvents = "events.write"

    var title: Phrase {
        switch self {
        case .readMessages: "access-keys.scope-read"
        case .writeMessages: "access-keys.scope-write"
        case .writeEvents: "access-keys.scope-events"
        }
    }

    var hint: Phrase? {
        switch self {
        case .readMessages: nil
        case .writeMessages: "access-keys.scope-write-hint"
        case .writeEvents: "access-keys.scope-events-hint"
        }
    }
}

/// What access keys of a product are for.
package struct AccessKeyUse: Sendable {
    /// What they may be made for, as its catalog declares it. The first is proposed.
    let scopes: [AccessKeyScope]
    /// The request that is shown as an example: its options for curl, with a blank behind them, and its path.
    let options: String
    let path: Path

    package init(_ scopes: [AccessKeyScope], options: String = "", path: Path) {
        self.scopes = scopes
        self.options = options
        self.path = path
    }
}

package import Language

/// Something that an access key may be made for: `messages.read`.
package struct KeyScope: Sendable, Equatable {
    package let id: String
    /// The display name in its languages, English among them.
    let names: [Language: String]

    /// Scopes of this server that no product may declare: a key with one would do what only the operator gives.
    package static let reserved: Set<String> = [
        "openid", "profile", "email", "offline_access", "access.evaluate", "clients.manage", "catalog.manage", "billing.write",
        "account.manage",
    ]

    package var title: Phrase { .named(names) }
}

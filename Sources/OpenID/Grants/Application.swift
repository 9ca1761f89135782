package import Core

/// A product of others that a person lets use their ID.
package struct Application: Sendable, Equatable {
    package let client: ClientID
    package let name: String
    /// What it may do: scopes, and the entries of `Scope.account` and `Scope.manage` for an account.
    package let permissions: [String]
    /// Since when, whatever it asked for later.
    package let since: Timestamp
    /// When it last got tokens, to the hour; nil if it got none since that is written down.
    package let lastUsedAt: Timestamp?

    /// Whether it may go on while the person is signed out.
    package var outlivesSessions: Bool { permissions.contains(Scope.offlineAccess) }
}

/// A client that has tokens in a session.
package struct OpenClient: Sendable, Equatable {
    package let session: SessionID
    package let name: String
    /// The product it belongs to.
    package let product: String?
}

package import Core

/// The paths of the messages.
package enum MessagePath {
    package static let list = Path("/messages")
    package static let file = Path("/messages.csv")
    package static let volume = Path("/messages/volume.csv")
    /// How many came since.
    package static let new = Path("/messages/new")
    package static let times = Path("/messages/times.csv")
    package static let message = PathTo<String>("/messages/:message")
    /// For programs with an access key.
    package static let api = Path("/api/messages")
}

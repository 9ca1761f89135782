package import Core

/// Where an account says how long it keeps messages.
package enum RetentionPath {
    package static let settings = Path("/settings/messages")
}

package import Core

/// The paths of the example's mailbox.
package enum MailboxPath {
    package static let list = Path("/mailbox")
    package static let message = PathTo<DeliveryID>("/mailbox/:message")
}

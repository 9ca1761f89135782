/// What an access key may do at a product, as the ID names it in the `scope` of a token.
package enum AccessKeyScope: String, Sendable {
    /// Read the messages of the key's project.
    case readMessages = "messages.read"
    /// Send in messages of the key's project.
    case writeMessages = "messages.write"
}

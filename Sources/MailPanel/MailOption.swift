/// What the operator configures for the mail panel alone (`ProductSite.options`).
package enum MailOption {
    /// The domain of the servers that send customers' mail.
    package static let sendingHost = "sending_host"
    /// The name servers that are asked, as `TextRecords` takes them.
    package static let nameServers = "name_servers"
}

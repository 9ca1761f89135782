internal import Core
internal import ProductKit
internal import Web

/// The names of the servers that send customers' mail, as records of customers' domains name them.
struct SendingHost: Sendable {
    let name: String

    init(_ site: ProductSite) { name = site.options[MailOption.sendingHost] ?? site.address.host }

    /// Included by a domain's SPF record.
    var spf: String { "spf.\(name)" }
    /// Where a domain's return path leads.
    var returnPath: String { "return.\(name)" }
}

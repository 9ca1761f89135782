package import Core

/// Where a link, a form or a redirect leads: a path of this server, or an address elsewhere that was named as such.
package protocol Destination: Sendable {
    /// As it stands in a link or in a Location header.
    var address: String { get }
}

extension Path: Destination {
    package var address: String { text }
}

extension LocalPath: Destination {
    package var address: String { text }
}

/// An address on another server. Whoever makes one has validated it.
package struct OtherServer: Destination {
    package let address: String
    package init(_ address: String) { self.address = address }
}

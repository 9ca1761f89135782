package import Core
internal import Language

/// Times and addresses on pages.
package enum PageText {
    /// The date and time, with the exact time in the `title` attribute.
    package static func time(_ time: Timestamp) -> HTML {
        "<time datetime=\"\(time.rfc3339)\" title=\"\(time.rfc3339)\">\(Phrase.time(time))</time>"
    }

    /// The date only, with the exact time in the `title` attribute.
    package static func date(_ time: Timestamp) -> HTML {
        "<time datetime=\"\(time.rfc3339)\" title=\"\(time.rfc3339)\">\(Phrase.day(time))</time>"
    }

    /// A time from a JSON API (RFC 3339); nil if the text is missing or is not a time.
    package static func time(rfc3339 text: String?) -> HTML? { text.flatMap { Timestamp(rfc3339: $0) }.map { time($0) } }

    /// An e-mail address that may break into two lines after its @.
    package static func breakable(_ address: String) -> HTML {
        guard let at = address.lastIndex(of: "@") else { return HTML(text: address) }
        let domain = address.index(after: at)
        return "\(address[..<domain])<wbr>\(address[domain...])"
    }
}

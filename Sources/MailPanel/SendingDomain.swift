internal import Core
internal import SQL

/// A domain from which an account sends mail.
struct SendingDomain: Sendable, Identifiable {
    let id: SendingDomainID
    let name: DomainName
    let addedAt: Timestamp
    /// The name of the person who added it, at that time.
    let addedBy: String
}

enum SendingDomainKind: IdentifierKind { static let prefix = "dom" }
typealias SendingDomainID = Identifier<SendingDomainKind>

/// A DNS name that mail can be sent from: lower case, at least two labels, letters, digits and hyphens (RFC 1035 section 2.3.1).
struct DomainName: Sendable, Hashable {
    let text: String

    /// Ignores upper case and a dot at the end; nil for anything that is not such a name.
    init?(_ text: String) {
        var text = text.lowercased()
        if text.hasSuffix(".") { text.removeLast() }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.count >= 2,
            labels.allSatisfy({ label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy { ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == 45 }
            }), let last = labels.last, !last.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 })
        else { return nil }
        self.text = text
    }
}

// Identity is about who a person is and how they prove it: people, their e-mail addresses, passwords and second factors, their sessions,
// the steps of signing in, and recovery. It does not know accounts, roles or product catalogs (Access), tokens and clients (OpenID), or
// how pages look (IDSite).

package import Core
package import Language

/// A person with one identity, who can sign in.
package struct Person: Sendable, Equatable {
    package let id: PersonID
    /// 200 characters at most; never empty.
    package var name: String
    /// A BCP 47 tag as the person or the import gave it, like `pt-BR`.
    package var locale: String?
    /// The time zone that the person chose, by its name in the IANA database: `Europe/Stockholm`.
    package var zoneinfo: String?
    package var status: Status
    /// The person that this one was joined into, who replaces this one from then on; nil if not joined.
    package var mergedInto: PersonID?
    package let createdAt: Timestamp
    package var lastSignInAt: Timestamp?

    package enum Status: String, Sendable {
        case active
        /// May not sign in. The person learns this only after the right password.
        case suspended
        /// Has never set a password.
        case invited
        /// Asked to be deleted. Nothing opens for them, but a sign-in, which leads to the way back.
        case leaving
        /// Was deleted: what is left is an id without anything personal.
        case erased

        /// Whether nothing may be given in the person's name, whatever was given before.
        package var isClosed: Bool { [.suspended, .leaving, .erased].contains(self) }
        /// Whether they may go through a sign-in.
        var maySignIn: Bool { self == .active || self == .leaving }
    }

    /// The name that is left of a deleted person.
    static let erasedName = "(deleted)"

    package static let longestName = 200

    var searchKey: String { Self.searchKey(of: name) }

    package init(id: PersonID, name: String, locale: String? = nil, status: Status, createdAt: Timestamp) {
        self.id = id
        self.name = name
        self.locale = locale
        self.status = status
        self.createdAt = createdAt
    }

    /// The name in the form to store: trimmed, without characters that cannot be seen. nil if nothing is left or if it is too long.
    package static func acceptableName(_ text: String) -> String? {
        let trimmed = text.withoutHiddenCharacters.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return trimmed.isEmpty || trimmed.count > longestName || trimmed.utf8.count > longestName * 8 ? nil : trimmed
    }

    /// The words of the name by which lists are searched and ordered: folded, each after a space. `" anna asberg"` for Anna Åsberg.
    package static func searchKey(of name: String) -> String { TextFolding.words(name).map { " " + $0 }.joined() }

    /// What is wrong with a name that somebody typed, in one sentence; nil for one that can be used.
    package static func objection(toName text: String) -> Phrase? {
        if text.allSatisfy(\.isWhitespace) { return "identity.enter-name" }
        if text.hasHiddenCharacters { return "identity.hidden-characters" }
        if text.holdsWebAddress { return "identity.web-address-in-name" }
        return acceptableName(text) == nil ? Phrase("identity.name-too-long", ["most": longestName]) : nil
    }
}

extension Person.Status: CaseIterable {}

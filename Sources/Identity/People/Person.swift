// Identity is who somebody is and how they prove it: people, their e-mail addresses, passwords and second factors, the sessions they
// have, the steps of signing in, and the way back in. It does not know accounts, roles or products' catalogs (Access), tokens and
// clients (OpenID), nor how anything looks (IDSite).

package import Core

/// Somebody with one identity: what signs in.
package struct Person: Sendable, Equatable {
    package let id: PersonID
    /// 200 characters at most; never empty.
    package var name: String
    /// A BCP 47 tag as the person or the import gave it, like `pt-BR`.
    package var locale: String?
    package var status: Status
    /// Set once this person was joined into another one, who answers for it from then on.
    package var mergedInto: PersonID?
    package let createdAt: Timestamp
    package var lastSignInAt: Timestamp?

    package enum Status: String, Sendable {
        case active
        /// May not sign in, and is told so after the right password alone.
        case suspended
        /// Has never set a password.
        case invited
    }

    package static let longestName = 200

    package init(
        id: PersonID, name: String, locale: String? = nil, status: Status, mergedInto: PersonID? = nil, createdAt: Timestamp,
        lastSignInAt: Timestamp? = nil
    ) {
        (self.id, self.name, self.locale, self.status) = (id, name, locale, status)
        (self.mergedInto, self.createdAt, self.lastSignInAt) = (mergedInto, createdAt, lastSignInAt)
    }

    /// The name as it may be kept: trimmed, without control characters; nil where nothing is left or it is too long.
    package static func acceptableName(_ text: String) -> String? {
        let scalars = text.unicodeScalars.filter { $0.properties.generalCategory != .control && !bidiControls.contains($0) }
        let trimmed = String(String.UnicodeScalarView(scalars)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return trimmed.isEmpty || trimmed.count > longestName || trimmed.utf8.count > longestName * 8 ? nil : trimmed
    }

    /// Characters that turn the text around them, and so could make one name look like another.
    private static let bidiControls: Set<Unicode.Scalar> = Set(
        [0x202A...0x202E, 0x2066...0x2069].flatMap { $0.compactMap { Unicode.Scalar(UInt32($0)) } })
}

extension Person.Status: CaseIterable {}

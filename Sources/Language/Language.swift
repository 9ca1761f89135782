// Language says everything that people read: phrases are keys with arguments, catalogs (Words/<language>/<page>.properties) hold their
// words, and a reader's language, number form and time zone decide how they are written. The command line, logs and APIs read English.

/// A language that everything here can be read in.
package enum Language: String, Sendable, Hashable, CaseIterable {
    case english = "en"
    case swedish = "sv"

    /// The language of a tag such as `sv`, `sv-FI` or `en_GB` (BCP 47; only the primary subtag counts); nil for any other.
    package init?(tag: some StringProtocol) {
        let primary = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
        self.init(rawValue: primary)
    }

    /// The language's own name for itself.
    package var ownName: String {
        switch self {
        case .english: "English"
        case .swedish: "Svenska"
        }
    }

    /// The form that a number takes (CLDR's plural rules for cardinals, whole numbers).
    func pluralForm(of number: Int) -> PluralForm {
        switch self {
        case .english, .swedish: number == 1 ? .one : .other
        }
    }
}

/// Those categories of CLDR's plural rules that our languages have.
enum PluralForm: String, Sendable, Hashable { case one, other }

extension Language {
    /// The first of the wanted languages that we speak. `tags` is a list with spaces, as in `ui_locales` (OpenID Connect Core section 3.1.2.1).
    package static func first(of tags: String) -> Language? {
        tags.split(separator: " ").lazy.compactMap { Language(tag: $0) }.first
    }

    /// The best of the languages of an Accept-Language header (RFC 9110 section 12.5.4): the highest quality, then the first. nil if the header
    /// names none that we speak.
    package static func accepted(by header: String) -> Language? {
        var best: (language: Language, quality: Double)?
        for range in header.split(separator: ",").prefix(50) {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let tag = parts.first, let language = Language(tag: tag) else { continue }
            let quality = parts.dropFirst().first { $0.lowercased().hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            guard quality > 0, quality > best?.quality ?? 0 else { continue }
            best = (language, quality)
        }
        return best?.language
    }
}

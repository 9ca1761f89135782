package import Core

/// Something that people read: the key of words in the catalogs with its arguments, or a value that is written in the reader's form.
///
/// A string literal is a key. What people named themselves is `.text`.
package indirect enum Phrase: Sendable, Hashable {
    /// The words of the catalogs, with named arguments.
    case key(String, [String: Phrase])
    /// Text as it is: a name, an address, an id.
    case text(String)
    /// A whole number, which decides the plural form of the words around it: "1 234".
    case number(Int)
    /// A decimal number written with a dot: `-1234.50`.
    case decimal(String)
    /// "3 June 2024", in the reader's time zone.
    case day(Timestamp)
    /// "3 June 2024, 14:05", in the reader's time zone.
    case time(Timestamp)
    /// "3 June 2024" of days that are counted in UTC for everybody.
    case dayInUTC(Timestamp)
    /// "Anna, Ben and Cleo".
    case all([Phrase])
    /// "Anna, Ben or Cleo".
    case any([Phrase])
    /// Sentences one after the other.
    case sentences([Phrase])
    /// A sentence as the title of a page: without its full stop.
    case title(Phrase)
    /// A name that was given in several languages, English among them.
    case named([Language: String])
    /// The address of a link in the words: `[Set a new password]({link})`.
    case link(String)

    package init(_ key: String, _ arguments: KeyValuePairs<String, any PhraseArgument> = [:]) {
        self = .key(key, Dictionary(arguments.map { ($0.key, $0.value.phrase) }) { $1 })
    }

    /// What only programs, operators and developers read, and is not translated.
    package static func english(_ text: String) -> Phrase { .text(text) }

    /// Whether other readers than programs get other words.
    package var isTranslated: Bool { if case .text = self { false } else { true } }

    /// "5 minutes" from there on: whole minutes, rounded up, at least one.
    package static func minutes(_ duration: Duration) -> Phrase {
        Phrase("time.minutes", ["count": max(1, Int((duration.wholeMilliseconds + 59_999) / 60_000))])
    }
}

extension Phrase: ExpressibleByStringLiteral {
    package init(stringLiteral key: String) { self = .key(key, [:]) }
}

/// A value that can stand in the words of a phrase.
package protocol PhraseArgument: Sendable {
    var phrase: Phrase { get }
}

extension Phrase: PhraseArgument { package var phrase: Phrase { self } }
/// A name: written as it is.
extension String: PhraseArgument { package var phrase: Phrase { .text(self) } }
extension Substring: PhraseArgument { package var phrase: Phrase { .text(String(self)) } }
extension Int: PhraseArgument { package var phrase: Phrase { .number(self) } }
extension Timestamp: PhraseArgument { package var phrase: Phrase { .time(self) } }
extension Path: PhraseArgument { package var phrase: Phrase { .link(text) } }

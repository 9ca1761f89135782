internal import Language

/// Names of countries, by their codes in ISO 3166-1.
enum CountryName {
    /// "Sweden" for `SE`; the code itself if it is not the code of a country.
    static func text(_ code: String, for reader: Reader) -> String { words(code).text(for: reader) }

    static func words(_ code: String) -> Phrase { code.isEmpty ? "messages.unknown-country" : .country(code) }
}

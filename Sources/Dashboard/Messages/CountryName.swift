internal import Foundation
internal import Language

/// Names of countries, by their codes in ISO 3166-1.
enum CountryName {
    private static let places: [Language: Locale] = Dictionary(
        uniqueKeysWithValues: Language.allCases.map { ($0, Locale(identifier: $0.rawValue)) })

    /// "Sweden" for `SE`; the code itself if it is not the code of a country.
    static func text(_ code: String, for reader: Reader) -> String { words(code).text(for: reader) }

    static func words(_ code: String) -> Phrase {
        guard !code.isEmpty else { return "messages.unknown-country" }
        return .named(places.mapValues { $0.localizedString(forRegionCode: code) ?? code })
    }
}

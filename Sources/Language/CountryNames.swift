internal import Foundation

extension Phrase {
    private static let places: [Language: Locale] = Dictionary(
        uniqueKeysWithValues: Language.allCases.map { ($0, Locale(identifier: $0.rawValue)) })

    /// "Sweden" for `SE`, a code of ISO 3166-1; the text itself if it is not the code of a country.
    package static func country(_ code: String) -> Phrase {
        .named(places.mapValues { $0.localizedString(forRegionCode: code) ?? code })
    }
}

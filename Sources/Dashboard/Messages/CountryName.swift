internal import Foundation

/// Names of countries in English.
enum CountryName {
    private static let english = Locale(identifier: "en")

    /// "Sweden" for `SE`; the code itself if it is not the code of a country.
    static func text(_ code: String) -> String { code.isEmpty ? "Unknown" : english.localizedString(forRegionCode: code) ?? code }
}

internal import Core
internal import Foundation
internal import Language
internal import SQL

extension BoxQuery.Vocabulary {
    /// What the parts may mean to that reader, who sees these projects. Cost: one read of the senders, and one for each id that is tried.
    static func of(_ reader: Reader, projects: [Int64], in tx: Transaction) throws -> BoxQuery.Vocabulary {
        var known = BoxQuery.Vocabulary()
        known.countries = CountryName.codes(for: reader)
        for status in MessageStatus.allCases {
            for name in [status.rawValue, status.words.text(for: reader)] { known.statuses[TextFolding.fold(name)] = status.rawValue }
        }
        let notDelivered: Phrase = "messages.not-delivered"
        for name in [notDelivered.english, notDelivered.text(for: reader)] {
            known.statuses[TextFolding.fold(name)] = MessageQuery.notDelivered
        }
        for sender in try Self.senders(of: projects, in: tx) { known.senders[TextFolding.compact(sender)] = sender }
        return known
    }

    /// The senders that people know by name, at most a thousand.
    static func senders(of projects: [Int64], in tx: Transaction) throws -> [String] {
        guard !projects.isEmpty else { return [] }
        return try tx.rows(
            """
            SELECT DISTINCT sender FROM message_senders WHERE project IN \(list: projects) ORDER BY sender LIMIT 1000
            """
        ).map { try $0["sender"] }
    }
}

extension CountryName {
    /// The codes of ISO 3166-1, and Kosovo's, which is in use without being one of them.
    private static let listed = Set(Locale.Region.isoRegions.map(\.identifier).filter { $0.utf8.count == 2 }).union(["XK"])

    /// Whether this is a country's code, in capitals.
    static func isKnown(_ code: String) -> Bool { listed.contains(code) }

    private static let known: [Language: [String: String]] = Dictionary(
        uniqueKeysWithValues: Language.allCases.map { language in
            var codes = common
            let locale = Locale(identifier: language.rawValue)
            for code in listed.sorted() {
                codes[TextFolding.fold(code)] = code
                if let name = locale.localizedString(forRegionCode: code) { codes[TextFolding.fold(name)] = code }
            }
            return (language, codes)
        })

    /// Codes by name, folded: in the reader's language, in every other that is spoken here, as people say them, and the codes themselves.
    static func codes(for reader: Reader) -> [String: String] {
        Language.allCases.reduce(into: known[reader.language] ?? [:]) { codes, language in
            codes.merge(known[language] ?? [:]) { own, _ in own }
        }
    }
}

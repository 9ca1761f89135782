internal import Core

/// Whether what name servers say of a record is what it should be.
enum RecordJudgement {
    /// How much of a wrong record is shown.
    private static let shown = 300

    /// `texts` are what stands at the record's name: of a CNAME, the names it leads to.
    static func of(_ record: DomainRecord, _ texts: [String]) -> (RecordState.Finding, seen: String) {
        switch record.kind {
        case .dkim: judge(texts) { tags($0)["p"] == tags(record.value)["p"] }
        case .spf: spf(texts, including: record.value)
        case .dmarc: dmarc(texts)
        case .returnPath: judge(texts) { $0.lowercased() == record.value.lowercased() }
        }
    }

    private static func judge(_ texts: [String], _ fits: (String) -> Bool) -> (RecordState.Finding, seen: String) {
        guard !texts.isEmpty else { return (.missing, "") }
        return texts.contains(where: fits) ? (.found, "") : (.different, listed(texts))
    }

    /// RFC 7208 sections 3.2 and 4.5: more than one record is an error. The record may include others and have any ending.
    private static func spf(_ texts: [String], including record: String) -> (RecordState.Finding, seen: String) {
        func terms(_ text: String) -> [Substring] { text.lowercased().split(whereSeparator: \.isWhitespace) }
        let found = texts.filter { terms($0).first == "v=spf1" }
        guard let only = found.first else { return (.missing, "") }
        let wanted = terms(record).dropFirst().filter { $0.hasPrefix("include:") }
        // What stands behind `all` is never looked at (RFC 7208 section 5.1).
        let read = terms(only).prefix { !["all", "+all", "-all", "~all", "?all"].contains($0) }
        let has = found.count == 1 && wanted.allSatisfy { include in read.contains { $0 == include || $0 == "+" + include } }
        return has ? (.found, "") : (.different, listed(found))
    }

    /// RFC 7489 sections 6.3 and 6.6.3: exactly one, with a policy.
    private static func dmarc(_ texts: [String]) -> (RecordState.Finding, seen: String) {
        let found = texts.filter { tags($0)["v"] == "DMARC1" }
        guard let only = found.first else { return (.missing, "") }
        let isGood = found.count == 1 && ["none", "quarantine", "reject"].contains(tags(only)["p"]?.lowercased() ?? "")
        return isGood ? (.found, "") : (.different, listed(found))
    }

    /// RFC 6376 section 3.2; blanks and the quotation marks that people paste along say nothing.
    static func tags(_ text: String) -> [String: String] {
        let pairs = text.split(separator: ";").compactMap { part -> (String, String)? in
            let pair = part.filter { !$0.isWhitespace && $0 != "\"" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return pair.count == 2 ? (pair[0].lowercased(), String(pair[1])) : nil
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private static func listed(_ texts: [String]) -> String {
        // Whoever runs the zone may put anything there; a control character is no text.
        let visible = texts.map { text in
            String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
        }
        return String(visible.joined(separator: " · ").prefix(shown))
    }
}

internal import Core
internal import Language

/// What somebody put into the one box: numbers, ids, senders, codes, countries, statuses and words, in any order.
///
/// What is quoted is words. `number:`, `error:`, `from:`, `country:`, `status:`, `id:` and `words:` before a part say what it is, where it could
/// be several things. What is understood otherwise than it was meant is so changed by one link.
struct BoxQuery: Sendable {
    enum Kind: String, Sendable, CaseIterable { case id, number, error, sender = "from", country, status, words }

    struct Part: Sendable, Equatable {
        let kind: Kind
        /// What is looked for: a code of a country or status, a number as it was typed.
        let value: String
        /// As it was typed.
        let typed: String
        /// Whether it was said what it is.
        var isNamed = false
    }

    /// What the parts may mean here.
    struct Vocabulary: Sendable {
        /// Names of countries and their codes, folded, to the codes.
        var countries: [String: String] = [:]
        /// Names of statuses, folded, to their values.
        var statuses: [String: String] = [:]
        /// Senders of the reader's projects, compacted, to as messages have them.
        var senders: [String: String] = [:]
        /// Whether a message of the reader's projects has this id.
        var isID: @Sendable (String) -> Bool = { _ in false }
    }

    static let longest = 500
    private static let longestName = 4
    private(set) var parts: [Part] = []

    init(_ text: String, _ known: Vocabulary) {
        var tokens = Self.tokens(String(text.prefix(Self.longest)))[...]
        while !tokens.isEmpty {
            let (part, count) = Self.next(tokens, known)
            parts.append(part)
            tokens = tokens.dropFirst(count)
        }
    }

    /// The text without that part, or with it read as something else.
    func text(without index: Int) -> String { Self.text(of: parts.enumerated().filter { $0.offset != index }.map(\.element)) }
    func text(reading index: Int, as kind: Kind) -> String {
        Self.text(
            of: parts.enumerated().map { offset, part in
                offset == index ? Part(kind: kind, value: part.typed, typed: part.typed, isNamed: true) : part
            })
    }

    /// Numbers beside each other would be read as one, so they are named too.
    private static func text(of parts: [Part]) -> String {
        parts.enumerated().map { offset, part in
            if part.kind == .words { return "\"\(part.typed.replacing("\"", with: ""))\"" }
            let digits: Set<Kind> = [.number, .error, .id]
            let isBesideOne = [offset - 1, offset + 1].contains { parts.indices.contains($0) && digits.contains(parts[$0].kind) }
            guard part.isNamed || (isBesideOne && digits.contains(part.kind)) else { return part.typed }
            let typed = part.typed.contains(" ") ? "\"\(part.typed)\"" : part.typed
            return "\(part.kind.rawValue):\(typed)"
        }.joined(separator: " ")
    }

    private struct Token {
        var text: String
        var isQuoted = false
        var kind: Kind?
        /// Whether a comma or a semicolon parts it from the next.
        var isLast = false
    }

    /// What a list, a mail or a table leaves around a number, an id or a name that is copied from it.
    static func bare(_ word: String) -> String {
        let around: Set<Character> = ["[", "]", "{", "}", "<", ">", ",", ";", "“", "”", "„", "«", "»"]
        guard let first = word.firstIndex(where: { !around.contains($0) }), let last = word.lastIndex(where: { !around.contains($0) })
        else { return word }
        return String(word[first...last])
    }

    /// Whether a message may be looked up by this id: words and short numbers are none.
    static func mayBeID(_ word: String) -> Bool {
        switch word.utf8.count {
        case 6...100: true
        case 2...5: word.utf8.contains { (48...57).contains($0) } && !TextFolding.isDigits(word)
        default: false
        }
    }

    /// What a part is said to be: also by the link of a telephone number.
    private static func kind(named name: Substring) -> Kind? {
        let name = name.lowercased()
        return name == "tel" || name == "sms" ? .number : Kind(rawValue: name)
    }

    /// Parts between blanks; quotes keep blanks together.
    private static func tokens(_ text: String) -> [Token] {
        var tokens: [Token] = []
        var rest = text[...].drop { $0.isWhitespace }
        while let first = rest.first {
            var kind: Kind?
            if let colon = rest.firstIndex(where: { $0 == ":" || $0.isWhitespace || $0 == "\"" }), rest[colon] == ":",
                let named = Self.kind(named: rest[..<colon]), rest[colon...].dropFirst().first.map({ !$0.isWhitespace }) ?? false
            {
                kind = named
                rest = rest[rest.index(after: colon)...]
            }
            if rest.first == "\"" || (kind == nil && first == "\"") {
                let body = rest.dropFirst()
                let end = body.firstIndex(of: "\"") ?? body.endIndex
                if end > body.startIndex { tokens.append(Token(text: String(body[..<end]), isQuoted: true, kind: kind)) }
                rest = end < body.endIndex ? body[body.index(after: end)...] : ""
            } else {
                let word = rest.prefix { !$0.isWhitespace }
                let text = bare(String(word))
                tokens.append(Token(text: text, kind: kind, isLast: word.hasSuffix(",") || word.hasSuffix(";")))
                rest = rest[word.endIndex...]
            }
            rest = rest.drop { $0.isWhitespace }
        }
        return tokens
    }

    private static func next(_ tokens: ArraySlice<Token>, _ known: Vocabulary) -> (Part, count: Int) {
        let token = tokens[tokens.startIndex]
        if let kind = token.kind { return (part(token.text, as: kind, known), 1) }
        if token.isQuoted { return (Part(kind: .words, value: token.text, typed: token.text), 1) }
        if mayBeID(token.text), known.isID(token.text) {
            return (Part(kind: .id, value: token.text, typed: token.text), 1)
        }
        if let numeric = number(tokens) { return numeric }
        for count in stride(from: min(longestName, tokens.count), through: 1, by: -1) {
            let some = tokens.prefix(count)
            guard some.allSatisfy({ !$0.isQuoted && $0.kind == nil }) else { continue }
            let typed = some.map(\.text).joined(separator: " ")
            if let part = named(typed, known) { return (part, count) }
        }
        return (Part(kind: .words, value: token.text, typed: token.text), 1)
    }

    /// Digits with what people write between them; several such parts in a row are one number, but codes of errors.
    private static func number(_ tokens: ArraySlice<Token>) -> (Part, count: Int)? {
        func isNumeric(_ token: Token) -> Bool {
            guard !token.isQuoted, token.kind == nil else { return false }
            let folded = TextFolding.fold(token.text)
            return folded.unicodeScalars.allSatisfy { "0123456789+()-./*–—‐‑‒−".unicodeScalars.contains($0) }
                && folded.unicodeScalars.contains { ("0"..."9").contains($0) }
        }
        var run = tokens.prefix(while: isNumeric)
        if let end = run.firstIndex(where: \.isLast) { run = run[...end] }
        guard let first = run.first else { return nil }
        if ErrorCode(first.text) != nil, run.allSatisfy({ ErrorCode($0.text) != nil }) {
            return (Part(kind: .error, value: first.text, typed: first.text), 1)
        }
        let typed = run.map(\.text).joined(separator: " ")
        let digits = TextFolding.compact(typed).utf8.count
        let isEnough = digits >= 3 || typed.hasPrefix("*") || typed.hasSuffix("*")
        guard isEnough, !NumberQuery.hasStarWithin(typed) else { return nil }
        return (Part(kind: .number, value: typed, typed: typed), run.count)
    }

    private static func named(_ typed: String, _ known: Vocabulary) -> Part? {
        let folded = TextFolding.fold(typed)
        if let status = known.statuses[folded] { return Part(kind: .status, value: status, typed: typed) }
        // Two letters are a code only as codes are written: "in" and "no" are words.
        if folded.utf8.count > 2 || typed == typed.uppercased(), let country = known.countries[folded] {
            return Part(kind: .country, value: country, typed: typed)
        }
        if let sender = known.senders[TextFolding.compact(typed)] { return Part(kind: .sender, value: sender, typed: typed) }
        return nil
    }

    /// As it was said to be. What no such thing has is looked for as words.
    private static func part(_ text: String, as kind: Kind, _ known: Vocabulary) -> Part {
        let folded = TextFolding.fold(text)
        let value: String? =
            switch kind {
            case .country: known.countries[folded]
            case .status: known.statuses[folded]
            case .sender: known.senders[TextFolding.compact(text)] ?? text
            case .error: TextFolding.isDigits(folded) ? folded : nil
            case .id, .number, .words: text
            }
        return value.map { Part(kind: kind, value: $0, typed: text, isNamed: true) } ?? Part(kind: .words, value: text, typed: text)
    }
}

extension MessageFilter {
    /// Asks for the parts too. Of two of one kind the second is looked for as words.
    mutating func apply(_ box: BoxQuery) {
        func free(_ place: String) -> Bool { place.isEmpty }
        for part in box.parts {
            switch part.kind {
            case .id where free(id): id = part.value
            case .number where free(number): number = part.value
            case .error where free(error): error = part.value
            case .sender where free(sender): sender = part.value
            case .country where free(country): country = part.value
            case .status where statuses.isEmpty:
                statuses =
                    part.value == MessageQuery.notDelivered
                    ? MessageStatus.failures : MessageStatus(rawValue: part.value).map { [$0] } ?? []
            default: words += (words.isEmpty ? "" : " ") + part.typed
            }
        }
    }
}

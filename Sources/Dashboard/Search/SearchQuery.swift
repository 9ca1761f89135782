internal import Core

/// A search: a message must have one term of each group.
struct SearchQuery: Hashable, Sendable {
    /// A term of the index, or all terms with that beginning.
    struct Term: Hashable, Sendable {
        var text: String
        var isBeginning = false

        func matches(_ term: String) -> Bool { isBeginning ? term.hasPrefix(text) : term == text }
    }

    /// More words cost time and do not make the result more exact.
    static let longest = 30

    private(set) var groups: [[Term]] = []
    /// Whether there were more words than are looked for.
    let isTooLong: Bool

    /// Both texts may be empty.
    init(words: String, number: String) {
        for part in words.split(whereSeparator: \.isWhitespace) {
            let pieces = TextSplitter(String(part)).pieces
            for (index, piece) in pieces.enumerated() {
                groups += Self.terms(piece, isBeginning: part.hasSuffix("*") && index == pieces.count - 1).map { [$0] }
            }
        }
        isTooLong = groups.count > Self.longest
        groups = Array(groups.prefix(Self.longest))
        let numbers = NumberQuery(number).terms
        if !numbers.isEmpty { groups.append(numbers) }
    }

    /// A message must also have exactly this term.
    mutating func require(_ term: String) { groups.append([Term(text: term)]) }

    private static func terms(_ piece: TextSplitter.Piece, isBeginning: Bool) -> [Term] {
        switch piece {
        case .picture(let text): [Term(text: text)]
        case .word(let text): [isBeginning ? beginning(text) : Term(text: SearchTerms.word(text))]
        case .run(let characters, let size) where characters.count < size: [beginning(SearchTerms.text(characters[...]))]
        case .run(let characters, let size):
            (0...characters.count - size).map { Term(text: SearchTerms.text(characters[$0..<$0 + size])) }
        }
    }

    private static func beginning(_ text: String) -> Term {
        text.unicodeScalars.count <= SearchTerms.wordBeginnings
            ? Term(text: SearchTerms.wordBeginning(text)) : Term(text: SearchTerms.word(text), isBeginning: true)
    }
}

/// What somebody typed to find a number or a sender: `+46 70-111 11 11` or `0046701111111` is one number, `+4670*` a beginning, `1111` or
/// `*1111` an ending, `070-111 11 11` a number as it is written at home, `070*` the beginning of such a number in any country.
struct NumberQuery {
    private(set) var terms: [SearchQuery.Term] = []

    /// Whether a `*` stands where it means nothing: within the number.
    static func hasStarWithin(_ typed: String) -> Bool {
        TextFolding.fold(typed).filter { !$0.isWhitespace }.dropFirst().dropLast().contains("*")
    }

    /// Shorter ones would match by chance; a `*` before it asks for them nevertheless.
    private static let shortestEnding = 3
    private static let shortestNational = 6

    init(_ typed: String) {
        // The zero in brackets is not dialled from abroad.
        let text = TextFolding.fold(typed).filter { !$0.isWhitespace }.replacing("(0)", with: "")
        let folded = TextFolding.compact(text)
        guard !folded.isEmpty else { return }
        let isInternational = text.hasPrefix("+") || folded.hasPrefix("00")
        let digits = folded.hasPrefix("00") ? String(folded.dropFirst(2)) : folded
        guard !digits.isEmpty else { return }
        let isNational = !isInternational && folded.hasPrefix("0") && TextFolding.isDigits(folded)
        if text.hasSuffix("*") {
            terms = isNational ? Self.beginnings(national: String(folded.dropFirst())) : [Self.beginning(digits)]
        } else if text.hasPrefix("*") {
            terms = [Self.ending(folded)]
        } else if !isInternational, folded.utf8.count >= Self.shortestEnding, TextFolding.isDigits(folded) {
            terms = [Self.ending(isNational && folded.utf8.count > Self.shortestNational ? String(folded.dropFirst()) : folded)]
        } else {
            terms = [SearchQuery.Term(text: SearchTerms.number(digits))]
        }
    }

    private static func ending(_ digits: String) -> SearchQuery.Term {
        SearchQuery.Term(text: SearchTerms.ending(digits), isBeginning: true)
    }

    private static func beginning(_ digits: String) -> SearchQuery.Term {
        digits.unicodeScalars.count <= SearchTerms.numberBeginnings
            ? SearchQuery.Term(text: SearchTerms.numberBeginning(digits))
            : SearchQuery.Term(text: SearchTerms.number(digits), isBeginning: true)
    }

    /// The zero stands for the code of any country, or follows that of the few which keep it.
    private static func beginnings(national digits: String) -> [SearchQuery.Term] {
        guard !digits.isEmpty else { return [beginning("0")] }
        let abroad = CallingCodes.all.map { String($0) + digits } + CallingCodes.keepingZero.map { String($0) + "0" + digits }
        return (abroad.sorted() + ["0" + digits]).map(beginning)
    }
}

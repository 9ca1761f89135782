internal import Core
internal import SQL

/// How a search is answered by the index: a message must have one term of each group, and fit what the terms leave open.
struct SearchPlan: Sendable {
    /// A term of the index, or all terms with that beginning.
    struct Term: Hashable, Sendable {
        var text: String
        var isBeginning = false
        /// What a number begins with that has the term.
        var beginning: String?
    }

    private(set) var groups: [[Term]] = []
    /// What must be read from the messages themselves: of these the index finds too much, or nothing in short.
    private(set) var open: [SearchQuery.Part] = []
    /// Whether more words or senders fit than are asked for at once.
    private(set) var isWide = false
    /// Whether no message can have it.
    var findsNothing: Bool { groups.contains { $0.isEmpty } }

    /// - Parameter gathering: whether to ask for all words and senders that fit, however many; then nothing is wide.
    init(_ query: SearchQuery, projects: [Int64], gathering: Bool = false, in tx: Transaction) throws {
        let vocabulary = SearchVocabulary(projects: projects, most: gathering ? nil : SearchVocabulary.most, tx)
        for part in query.parts {
            switch part {
            case .word(let word): groups.append([Term(text: word)])
            case .sender(let sender): groups.append([Term(text: SearchTerms.sender(sender))])
            case .country(let country): groups.append([Term(text: SearchTerms.country(country))])
            case .wordBeginning(let beginning):
                if tx.dialect == .postgres || gathering {
                    groups.append([Term(text: beginning, isBeginning: true)])
                } else if let words = try vocabulary.words(beginning: beginning) {
                    groups.append(words.map { Term(text: $0) })
                } else {
                    open.append(part)
                    isWide = true
                }
            case .number(let patterns):
                if let senders = try vocabulary.senders(patterns) {
                    groups.append(
                        try Self.known(patterns.flatMap(Self.terms), vocabulary) + senders.map { Term(text: SearchTerms.sender($0)) })
                    if !patterns.allSatisfy(Self.isExact) { open.append(part) }
                } else {
                    open.append(part)
                    isWide = true
                }
            }
        }
    }

    /// Whether the terms of the pattern find what it means and nothing else.
    private static func isExact(_ pattern: NumberPattern) -> Bool {
        if case .ending(let digits) = pattern { return digits.utf8.count <= SearchTerms.endings.upperBound }
        return true
    }

    /// Without most of those that nobody has: a number as it is written at home may begin by the code of any country.
    private static func known(_ terms: [Term], _ vocabulary: SearchVocabulary) throws -> [Term] {
        guard terms.count > fewTerms, terms.allSatisfy({ $0.beginning != nil }) else { return terms }
        let known = try vocabulary.beginnings()
        return terms.filter {
            known.contains(SearchTerms.text(($0.beginning ?? "").unicodeScalars.prefix(SearchTerms.beginnings.lowerBound)))
        }
    }
    private static let fewTerms = 8

    /// One of these terms has each number that fits the pattern.
    private static func terms(_ pattern: NumberPattern) -> [Term] {
        switch pattern {
        case .whole(let text): [Term(text: SearchTerms.number(text))]
        case .beginning(let text) where text.unicodeScalars.count > SearchTerms.beginnings.upperBound:
            [Term(text: SearchTerms.number(text), isBeginning: true, beginning: text)]
        case .beginning(let text):
            completions(text, to: SearchTerms.beginnings.lowerBound) { $0 + $1 }.map {
                Term(text: SearchTerms.beginning($0), beginning: $0)
            }
        case .ending(let digits):
            completions(SearchTerms.text(digits.unicodeScalars.suffix(SearchTerms.endings.upperBound)), to: SearchTerms.endings.lowerBound)
            {
                $1 + $0
            }.map { Term(text: SearchTerms.ending($0)) }
        }
    }

    /// The text, and the longer ones up to the shortest that every number has.
    private static func completions(_ text: String, to length: Int, _ join: (String, String) -> String) -> [String] {
        guard TextFolding.isDigits(text) else { return [text] }
        var all = [text]
        var last = [text]
        for _ in stride(from: text.utf8.count, to: length, by: 1) {
            last = last.flatMap { one in (0...9).map { join(one, String($0)) } }
            all += last
        }
        return all
    }
}

internal import Core

/// What a number or a name must be, in compacted form.
enum NumberPattern: Hashable, Sendable {
    case whole(String)
    case beginning(String)
    /// Of a number: a name is not found by its end.
    case ending(String)

    func matches(_ folded: String) -> Bool {
        switch self {
        case .whole(let text): folded == text
        case .beginning(let text): folded.utf8.starts(with: text.utf8)
        case .ending(let digits): TextFolding.isDigits(folded) && folded.utf8.reversed().starts(with: digits.utf8.reversed())
        }
    }
}

/// What somebody typed to find a number or a sender: `+46 70-111 11 11` or `0046701111111` is one number, `+4670*` a beginning, `1111` or
/// `*1111` an ending, `070-111 11 11` a number as it is written at home, `070*` the beginning of such a number in any country.
struct NumberQuery {
    private(set) var patterns: [NumberPattern] = []

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
            patterns = isNational ? Self.beginnings(national: String(folded.dropFirst())) : [.beginning(digits)]
        } else if text.hasPrefix("*") {
            patterns = [.ending(folded)]
        } else if !isInternational, folded.utf8.count >= Self.shortestEnding, TextFolding.isDigits(folded) {
            patterns = [.ending(isNational && folded.utf8.count > Self.shortestNational ? String(folded.dropFirst()) : folded)]
        } else {
            patterns = [.whole(digits)]
        }
    }

    /// The zero stands for the code of any country, or follows that of the few which keep it.
    private static func beginnings(national digits: String) -> [NumberPattern] {
        guard !digits.isEmpty else { return [.beginning("0")] }
        let abroad = CallingCodes.all.map { String($0) + digits } + CallingCodes.keepingZero.map { String($0) + "0" + digits }
        return (abroad.sorted() + ["0" + digits]).map { .beginning($0) }
    }
}

/// Numbers in the form of a language: "1 234.50", grouped with narrow no-break spaces.
struct NumberForm {
    private let point: String

    init(_ language: Language) {
        switch language {
        case .english: point = "."
        case .swedish: point = ","
        }
    }

    /// A decimal number that was written with a dot.
    func decimal(_ text: String) -> String {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first else { return text }
        return whole(String(first)) + (parts.count == 2 ? point + parts[1] : "")
    }

    func whole(_ text: String) -> String {
        let sign = text.hasPrefix("-") ? "\u{2212}" : ""
        let digits = Array(text.drop { $0 == "-" })
        guard digits.count > 3 else { return sign + String(digits) }
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result += "\u{202F}" }
            result.append(digit)
        }
        return sign + result
    }
}

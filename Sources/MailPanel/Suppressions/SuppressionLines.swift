internal import Core
internal import Language
internal import ProductKit

/// Addresses as somebody types them and as a file has them: a line each, an address and behind it its cause. A first line that names its columns
/// says where they are.
struct SuppressionLines {
    private(set) var good: [(address: String, cause: Suppression.Cause)] = []
    /// What was not taken, as it was written, and where it stood.
    private(set) var wrong: [(place: Phrase, text: String)] = []
    /// How many lines there were.
    private(set) var count = 0
    /// What was typed, and below it the file.
    let text: String

    init(typed: String, file: String) {
        text = [typed, file].filter { !$0.isEmpty }.joined(separator: "\n")
        read(typed) { Phrase.number($0) }
        read(file) { Phrase("suppressions.line-of-file", ["line": $0]) }
    }

    private mutating func read(_ text: String, _ place: (Int) -> Phrase) {
        guard !text.isEmpty else { return }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        count += lines.count
        var columns: Columns?
        for (index, line) in lines.enumerated() {
            let cells = TableLine.cells(of: line)
            guard !cells.allSatisfy(\.isEmpty) else { continue }
            if columns == nil {
                columns = Columns(cells) ?? Columns()
                if columns?.isNamed == true { continue }
            }
            if let read = columns?.read(cells) { good.append(read) } else { wrong.append((place(index + 1), String(line))) }
        }
    }

    /// In which cells the address and its cause are.
    private struct Columns {
        var address = 0
        var cause: Int? = 1
        var isNamed = false

        init() {}

        /// nil for a line that names none.
        init?(_ cells: [String]) {
            guard !cells.contains(where: { $0.contains("@") }), let found = TableLine.place(of: TableLine.addressNames, in: cells) else {
                return nil
            }
            address = found
            cause = TableLine.place(of: ["cause", "orsak"], in: cells)
            isNamed = true
        }

        /// nil for a line with a mistake.
        func read(_ cells: [String]) -> (address: String, cause: Suppression.Cause)? {
            func cell(_ place: Int?) -> String { place.flatMap { cells.indices.contains($0) ? cells[$0].tidyName : nil } ?? "" }
            let named = cell(cause).lowercased()
            guard let cause = named.isEmpty ? .manual : Suppression.Cause(rawValue: named) else { return nil }
            // A file from here has it before what a spreadsheet would reckon with.
            let written = cell(address)
            return EmailAddress(written.hasPrefix("'") ? String(written.dropFirst()) : written).map { ($0.canonical, cause) }
        }
    }
}

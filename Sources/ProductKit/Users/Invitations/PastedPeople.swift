internal import Core

/// People as somebody pastes them: addresses in any order, `Ada Lind <ada@company.example>` as mail programs write them, or lines of a table
/// with a role and projects behind the address.
struct PastedPeople {
    /// So many lines are read.
    static let most = 500

    /// One person who was found, or a line in which no address was.
    struct Entry: Equatable {
        let line: Int
        /// The address, or the line as it was pasted.
        let text: String
        /// As written; nil for the role that is chosen for all.
        var role: String?
        /// Names, as written; empty for those that are chosen for all.
        var projects: [String] = []
    }

    let entries: [Entry]
    /// Whether there were more lines than are read.
    let isCut: Bool

    init(_ text: String) {
        let lines = text.replacing("\r\n", with: "\n").split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r" }
        var entries: [Entry] = []
        var columns: Columns?
        var seen = 0
        for (index, line) in lines.enumerated() where line.contains(where: { !$0.isWhitespace }) {
            let cells = TableLine.cells(of: line)
            if seen == 0, let header = Columns(cells) {
                columns = header
                continue
            }
            seen += 1
            if seen > Self.most { break }
            entries += columns.map { [$0.entry(of: cells, line: index + 1)] } ?? Self.entries(of: String(line), cells, line: index + 1)
        }
        self.entries = entries
        isCut = seen > Self.most
    }

    /// The columns of a table, by the names in its first line.
    private struct Columns {
        let email: Int
        let role: Int?
        let projects: Int?

        init?(_ cells: [String]) {
            let email = TableLine.place(of: TableLine.addressNames, in: cells) ?? TableLine.place(of: TableLine.principalNames, in: cells)
            guard let email else { return nil }
            self.email = email
            role = TableLine.place(of: ["role", "roles", "roll"], in: cells)
            projects = TableLine.place(of: ["project", "projects", "projekt"], in: cells)
        }

        func entry(of cells: [String], line: Int) -> Entry {
            func cell(_ place: Int?) -> String { place.flatMap { cells.indices.contains($0) ? cells[$0] : nil } ?? "" }
            let role = cell(role)
            let addresses = PastedPeople.addresses(in: cell(email))
            return Entry(
                line: line, text: addresses.count == 1 ? addresses[0] : cell(email), role: role.isEmpty ? nil : role,
                projects: PastedPeople.names(cell(projects)))
        }
    }

    private static func entries(of line: String, _ cells: [String], line number: Int) -> [Entry] {
        let addresses = addresses(in: line)
        guard let first = addresses.first else { return [Entry(line: number, text: TableLine.trimmed(line))] }
        guard addresses.count == 1, let place = cells.firstIndex(where: { $0.contains("@") }) else {
            return addresses.map { Entry(line: number, text: $0) }
        }
        let rest = cells.dropFirst(place + 1).filter { !$0.isEmpty }
        return [Entry(line: number, text: first, role: rest.first, projects: rest.dropFirst().flatMap(names))]
    }

    /// Every address in the text once, in whichever form each is written. One in angle brackets is the address of the name before it, which may
    /// itself look like an address.
    fileprivate static func addresses(in text: String) -> [String] {
        var found: [String] = []
        for part in parts(of: text) {
            let bracketed = part.split(separator: "<", omittingEmptySubsequences: false).dropFirst().filter { $0.contains(">") }
                .map { $0.prefix { $0 != ">" } }
                .filter { $0.contains("@") }
            let words = bracketed.isEmpty ? part.split(whereSeparator: \.isWhitespace).filter { $0.contains("@") } : bracketed
            found += words.map(bare).filter { !found.contains($0) }
        }
        return found
    }

    /// What stands between commas, semicolons and tabs, outside of quotes.
    private static func parts(of text: String) -> [String] {
        var parts = [""]
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            if !isQuoted, ",;\t".contains(character) {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts
    }

    /// Without what links and sentences put around an address.
    private static func bare(_ word: Substring) -> String {
        let isAround = { (character: Character) in character.isWhitespace || "<>()[]\"'.:".contains(character) }
        let word = word.drop(while: isAround)
        let isLink = word.lowercased().hasPrefix("mailto:")
        let address = isLink ? word.dropFirst("mailto:".count).prefix { $0 != "?" } : word
        return String(String(address.reversed().drop(while: isAround)).reversed())
    }

    fileprivate static func names(_ text: String) -> [String] {
        text.split { ";|,".contains($0) }.map(TableLine.trimmed).filter { !$0.isEmpty }
    }
}

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
            let cells = Self.cells(of: line)
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
            let names = cells.map { $0.lowercased().filter(\.isLetter) }
            func place(_ known: Set<String>) -> Int? { names.firstIndex { known.contains($0) } }
            guard let email = place(["email", "mail", "emailaddress", "address", "epost"]) else {
                return nil
            }
            self.email = email
            role = place(["role", "roles", "roll"])
            projects = place(["project", "projects", "projekt"])
        }

        func entry(of cells: [String], line: Int) -> Entry {
            func cell(_ place: Int?) -> String { place.flatMap { cells.indices.contains($0) ? cells[$0] : nil } ?? "" }
            let role = cell(role)
            return Entry(
                line: line, text: cell(email), role: role.isEmpty ? nil : role,
                projects: PastedPeople.names(cell(projects)))
        }
    }

    private static func entries(of line: String, _ cells: [String], line number: Int) -> [Entry] {
        let bracketed = line.split(separator: "<").dropFirst().compactMap { part -> String? in
            part.contains(">") ? part.prefix { $0 != ">" }.trimmed : nil
        }
        .filter { $0.contains("@") }
        let addresses =
            bracketed.isEmpty ? cells.flatMap { $0.split { $0.isWhitespace }.map(String.init) }.filter { $0.contains("@") } : bracketed
        guard let first = addresses.first else { return [Entry(line: number, text: line.trimmed)] }
        guard addresses.count == 1, bracketed.isEmpty, let place = cells.firstIndex(where: { $0.contains("@") }) else {
            return addresses.map { Entry(line: number, text: $0) }
        }
        let rest = cells.dropFirst(place + 1).filter { !$0.isEmpty }
        return [Entry(line: number, text: first, role: rest.first, projects: rest.dropFirst().flatMap(names))]
    }

    fileprivate static func names(_ text: String) -> [String] {
        text.split { ";|,".contains($0) }.map(\.trimmed).filter { !$0.isEmpty }
    }

    /// The cells of a line: parted by tabs, else by semicolons, else by commas; what stands in quotes is one cell.
    private static func cells(of line: Substring) -> [String] {
        let bare = line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
            .joined()
        let mark: Character = bare.contains("\t") ? "\t" : bare.contains(",") ? "," : ";"
        var cells: [String] = [""]
        var isQuoted = false
        for character in line {
            if character == "\"" {
                isQuoted.toggle()
            } else if character == mark, !isQuoted {
                cells.append("")
            } else {
                cells[cells.count - 1].append(character)
            }
        }
        return cells.map { $0[...].trimmed }
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        let front = drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        return String(front.reversed().drop { $0.isWhitespace }.reversed())
    }
}

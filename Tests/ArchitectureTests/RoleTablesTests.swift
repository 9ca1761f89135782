import Foundation
import Testing

@Suite("The tables of docs/rules.md")
struct RoleTablesTests {
    /// A role of `Tests/Specification/roles.json`: its id, its name, and what it may do in each part.
    private typealias Row = [String: String]

    private struct Product: Decodable {
        let roles: [Row]
    }

    @Test("Every cell says what the table that the tests read says")
    func cells() throws {
        let data = try Data(contentsOf: Repository.root.appending(path: "Tests/Specification/roles.json"))
        let products = try JSONDecoder().decode([String: Product].self, from: data)
        #expect(try products.count == Repository.files(below: ["Products"]).count)
        for roles in products.values.map(\.roles) {
            let table = try table(holding: #require(roles.first?["role"]))
            #expect(table.map { $0["id"] } == roles.map { $0["role"] })
            for (shown, role) in zip(table, roles) { #expect(shown == asShown(role)) }
        }
    }

    /// A role as the table shows it: a dash for what it has not, and which projects it sees in a word.
    private func asShown(_ role: Row) -> Row {
        var cells = role.mapValues { $0 == "none" ? "–" : $0 }
        cells["id"] = cells.removeValue(forKey: "role")
        cells["role"] = cells.removeValue(forKey: "name")
        let assigned = cells.removeValue(forKey: "assignedProject")
        let other = cells.removeValue(forKey: "otherProject")
        cells["sees-projects"] = other != "–" ? "all" : assigned != "–" ? "assigned" : "none"
        return cells
    }

    /// The rows of the table in which that role stands first, each cell by its column.
    private func table(holding role: String) throws -> [Row] {
        let lines = try Repository.text(of: "docs/rules.md").split(separator: "\n", omittingEmptySubsequences: false)
        let first = try #require(lines.firstIndex { $0.contains("| `\(role)` |") })
        let columns = cells(of: lines[first - 2]).map { $0.lowercased().replacing(" ", with: "-") }
        return lines[first...].prefix { $0.hasPrefix("|") }
            .map { line in Dictionary(uniqueKeysWithValues: zip(columns, cells(of: line))) }
    }

    private func cells(of line: Substring) -> [String] {
        line.split(separator: "|").map { $0.trimmingCharacters(in: [" ", "`"]) }
    }
}

import Foundation

/// The role tables of docs/rules.md, read from `Tests/Specification/roles.json`. The tests of every layer compare with this one copy.
package struct RoleTable: Sendable {
    /// What a role may do in an area or with a project. Managing includes viewing.
    package enum Level: String, Sendable {
        case manage
        case view
        case nothing = "none"
    }

    /// One role of one product.
    package struct Row: Sendable, CustomStringConvertible {
        package let product: String
        package let role: String
        package let name: String
        /// The areas in the catalog's order, each with its level.
        package let areas: [(area: String, level: Level)]
        /// The level of a project that is assigned to the person.
        package let assignedProject: Level
        /// The level of another project of the same account.
        package let otherProject: Level

        package var description: String { "\(product) \(role)" }
        /// The level of one area; `nothing` for an area that the product does not have.
        package subscript(area: String) -> Level { areas.first { $0.area == area }?.level ?? .nothing }
        /// The levels of an assigned project and of another one.
        package var projects: [Level] { [assignedProject, otherProject] }
        /// The levels of all areas, then of both projects.
        package var levels: [Level] { areas.map(\.level) + projects }
    }

    package let product: String
    /// Area ids in the catalog's order.
    package let areas: [String]
    package let rows: [Row]

    private static let read = Result { try readFile() }

    /// The tables of all products.
    package static func all() throws -> [RoleTable] { try read.get() }

    private static func readFile() throws -> [RoleTable] {
        let file = Vectors.project.appending(path: "Tests/Specification/roles.json")
        let tables = try JSONDecoder().decode([String: Table].self, from: Data(contentsOf: file))
        return try tables.sorted { $0.key < $1.key }.map { product, table in
            RoleTable(product: product, areas: table.areas, rows: try table.roles.map { try Row($0, product, table.areas) })
        }
    }

    /// The table of one product.
    package static func of(_ product: String) throws -> RoleTable {
        guard let table = try all().first(where: { $0.product == product }) else { throw Mistake(place: product, column: "areas") }
        return table
    }

    /// One role of one product.
    package static func row(_ role: String, of product: String) throws -> Row {
        guard let row = try of(product).rows.first(where: { $0.role == role }) else { throw Mistake(place: product, column: role) }
        return row
    }

    /// A mistake in the file: a missing product or role, or a column that is missing, unknown or not a level.
    package struct Mistake: Error {
        let place: String
        let column: String
    }

    private struct Table: Decodable {
        let areas: [String]
        let roles: [[String: String]]
    }
}

extension RoleTable.Row {
    /// Throws if a column is missing, has a word that is not a level, or is neither an area nor one of the four named columns.
    fileprivate init(_ columns: [String: String], _ product: String, _ areas: [String]) throws {
        func word(_ column: String) throws -> String {
            guard let word = columns[column] else { throw RoleTable.Mistake(place: product, column: column) }
            return word
        }
        func level(_ column: String) throws -> RoleTable.Level {
            guard let level = RoleTable.Level(rawValue: try word(column)) else { throw RoleTable.Mistake(place: product, column: column) }
            return level
        }
        let known = Set(areas + ["role", "name", "assignedProject", "otherProject"])
        if let unknown = columns.keys.first(where: { !known.contains($0) }) { throw RoleTable.Mistake(place: product, column: unknown) }
        self.product = product
        role = try word("role")
        name = try word("name")
        assignedProject = try level("assignedProject")
        otherProject = try level("otherProject")
        self.areas = try areas.map { ($0, try level($0)) }
    }
}

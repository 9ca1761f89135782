package import Access

/// What an old product exported: its people and, of the dashboard, also its accounts' projects.
package struct ExportFiles: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        case dashboardCSV = "dashboard-csv"
        case mailJSONL = "mail-jsonl"

        /// The product whose people the export contains.
        package var product: ProductID { self == .dashboardCSV ? "dashboard" : "mail" }
    }

    let format: Format
    let people: String
    let projects: String?

    /// The paths of the files. If the projects are given, they are the complete list: a row with another project is rejected.
    package init(_ format: Format, people: String, projects: String? = nil) {
        self.format = format
        self.people = people
        self.projects = projects
    }
}

/// Reads an export line by line, whatever its format.
protocol ExportReader {
    /// The next data line; nil at the end. Throws only if the file itself cannot be read.
    mutating func next() throws(ImportError) -> ExportLine?
    /// How much of the file has been read, from 0 to 1.
    var fraction: Double { get }
}

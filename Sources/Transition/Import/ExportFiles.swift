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

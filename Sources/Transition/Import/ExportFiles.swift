package import Access
internal import Credentials

/// What an old product exported: its people and, of the dashboard, also its accounts' projects.
package struct ExportFiles: Sendable {
    package enum Format: Sendable {
        case dashboardCSV, mailJSONL
        /// Any other product's, read through a mapping.
        case mapped(RecordForm, Mapping)

        /// The product whose people the export contains.
        package var product: ProductID {
            switch self {
            case .dashboardCSV: "dashboard"
            case .mailJSONL: "mail"
            case .mapped(_, let mapping): mapping.product
            }
        }
    }

    /// CSV with a header; or JSON: an object a line, or a document that is or has an array of them.
    package enum RecordForm: Sendable { case csv, json }

    let format: Format
    let people: String
    let projects: String?

    /// The paths of the files. If the projects are given, they are the complete list: a row with another project is rejected.
    package init(_ format: Format, people: String, projects: String? = nil) {
        self.format = format
        self.people = people
        self.projects = projects
    }

    /// The name of the file of people, without its folder.
    var name: String { people.split(separator: "/").last.map(String.init) ?? people }
}

extension ExportFiles {
    func reader(_ product: Product, _ hashes: HashSettings) throws(ImportError) -> any ExportReader {
        let source = try ByteSource(path: people)
        return switch format {
        case .dashboardCSV: try DashboardExport(source, product: product, hashes: hashes)
        case .mailJSONL: try MailExport(source, product: product, hashes: hashes)
        case .mapped(let form, let mapping): try MappedExport(source, form, mapping, product: product, hashes: hashes)
        }
    }
}

/// Reads an export line by line, whatever its format.
protocol ExportReader {
    /// The next data line; nil at the end. Throws only if the file itself cannot be read.
    mutating func next() throws(ImportError) -> ExportLine?
    /// How much of the file has been read, from 0 to 1.
    var fraction: Double { get }
}

/// An error that stops the whole import, before or while it runs. A bad line of the export never does that.
package enum ImportError: Error, Sendable, Equatable, CustomStringConvertible {
    case unreadableFile(String)
    /// The header lacks these columns.
    case missingColumns([String])
    /// The header has these columns more than once.
    case repeatedColumns([String])
    case projectsFile(line: Int, reason: String)
    case unknownProduct(String)
    /// A JSON document has no array under this member; empty if it should be an array itself.
    case noRecords(String)
    /// A JSON document that ends, or goes wrong, after so many records.
    case brokenDocument(after: Int)
    /// The mapping does not fit the export: every mistake, with its line.
    case mapping([String])

    package var description: String {
        switch self {
        case .unreadableFile(let what): "The file cannot be read: \(what). Check its path, that it is a file, and who may read it."
        case .missingColumns(let names):
            "The header lacks the columns \(names.joined(separator: ", ")). Export the file again with every column, header included."
        case .repeatedColumns(let names):
            "The header has the column \(names.joined(separator: ", ")) more than once. Take out all but the one that is meant."
        case .projectsFile(let line, let reason):
            "The projects file is wrong in line \(line): \(reason). Correct that line; nothing was imported."
        case .noRecords(let member) where member.isEmpty: "The file is no array of records. Give one JSON object a line, or an array."
        case .noRecords(let member):
            "The document has no array \"\(member)\". Correct `records` in the mapping; for one JSON object a line leave it out."
        case .brokenDocument(let count):
            "The document is no whole JSON: it goes wrong after record \(count). Export it again, or correct it, and import it again: "
                + "whoever came in stays as they are."
        case .mapping(let mistakes): mistakes.joined(separator: "\n")
        case .unknownProduct(let name): "There is no product \"\(name)\". Add its catalog file, Products/\(name).yaml."
        }
    }
}

/// An error that stops the whole import, before or while it runs. A bad line of the export never does that.
package enum ImportError: Error, Sendable, Equatable, CustomStringConvertible {
    case unreadableFile(String)
    /// The header lacks these columns.
    case missingColumns([String])
    case projectsFile(line: Int, reason: String)
    case unknownProduct(String)

    package var description: String {
        switch self {
        case .unreadableFile(let what): "The file cannot be read: \(what). Check its path, that it is a file, and who may read it."
        case .missingColumns(let names):
            "The header lacks the columns \(names.joined(separator: ", ")). Export the file again with every column, header included."
        case .projectsFile(let line, let reason):
            "The projects file is wrong in line \(line): \(reason). Correct that line; nothing was imported."
        case .unknownProduct(let name): "There is no product \"\(name)\". Add its catalog file, Products/\(name).yaml."
        }
    }
}

/// Why a line is not imported. The raw value is the text in the report.
package enum RowRejection: String, Error, Sendable {
    case notJSON = "not JSON"
    case notAnObject = "not a JSON object"
    case notUTF8 = "not UTF-8"
    case lineTooLong = "line too long"
    case unclosedQuote = "unclosed quote"
    case wrongColumns = "wrong number of columns"
    case missingID = "missing user id"
    case invalidEmail = "invalid e-mail address"
    case missingAccount = "missing account"
    case nameTooLong = "name too long"
    case controlCharacter = "control character"
    case unknownHash = "unknown hash"
    case unreadableHash = "unreadable password hash"
    case tooCostlyHash = "password hash too costly"
    case missingHash = "missing password hash"
    case invalidSecret = "invalid second-factor secret"
    case unsupportedFactor = "unsupported second factor"
    case invalidPhone = "invalid phone number"
    case unknownRole = "unknown role"
    case unknownStatus = "unknown status"
    case unknownProject = "unknown project"
    case invalidDate = "invalid date"
    case invalidLocale = "invalid locale"
    case duplicateID = "duplicate user id"
    case duplicateEmail = "duplicate e-mail address in this product"
    case lastAdministrator = "would leave the account without an administrator"
    case notStored = "could not be stored"
}

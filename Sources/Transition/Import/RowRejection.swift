/// Why a line is not imported. The raw value is the text in the report.
package enum RowRejection: String, Error, Sendable {
    case notJSON = "not JSON"
    case notAnObject = "not a JSON object"
    case notUTF8 = "not UTF-8"
    /// A member of a JSON object that must be a text, a number or an object, and is something else.
    case wrongType = "wrong type"
    case lineTooLong = "line too long"
    case unclosedQuote = "unclosed quote"
    case wrongColumns = "wrong number of columns"
    case leftOut = "left out by the mapping"
    case missingID = "missing user id"
    case invalidEmail = "invalid e-mail address"
    case missingAccount = "missing account"
    case ownAccountID = "account id has the form of an id of this server"
    case nameTooLong = "name too long"
    case controlCharacter = "control character"
    case unknownHash = "unknown hash"
    case unreadableHash = "unreadable password hash"
    case tooCostlyHash = "password hash too costly"
    case missingHash = "missing password hash"
    case invalidSecret = "invalid second-factor secret"
    case unsupportedFactor = "unsupported second factor"
    case invalidKey = "invalid security key"
    case duplicateKey = "security key of another person"
    case invalidPhone = "invalid phone number"
    case unknownRole = "unknown role"
    case unknownStatus = "unknown status"
    case unknownProject = "unknown project"
    case hiddenInProject = "invisible character in a project's name"
    case invalidDate = "invalid date"
    case duplicateID = "duplicate user id"
    case duplicateEmail = "duplicate e-mail address in this product"
    case duplicateLogin = "duplicate user name in this product"
    case lastAdministrator = "would leave the account without an administrator"
    /// The person asked to be deleted, and was; the old product knows them still.
    case erased = "this person deleted their ID"
    case notStored = "could not be stored"

    /// Whether its detail says what stands in the file, which may be anybody's value in the wrong column.
    var quotesFile: Bool { self == .unknownRole || self == .unknownStatus }
}

/// Why a hash from outside is refused.
package enum HashRejection: Error, Sendable, Equatable {
    /// The beginning of the text matches no known format.
    case unknownHash
    /// The format is known, but a field is missing, too short, too long, or has a character outside its alphabet.
    case unreadable
    /// The salt is in a column of its own, and the operator did not say whether it goes before or after the password.
    case saltPositionMissing
    /// One check would hold a thread too long or take too much memory. The text says which limit, for the operator.
    case tooCostly(String)

    /// The wording in an import's report.
    package var reason: String {
        switch self {
        case .unknownHash: "unknown hash"
        case .unreadable: "unreadable password hash"
        case .saltPositionMissing: "salt position not given"
        case .tooCostly: "password hash too costly"
        }
    }
}

/// Why a hash from outside is not taken.
package enum HashRejection: Error, Sendable, Equatable {
    /// No form that we know begins like this.
    case unknownHash
    /// The form is known, and a field of it is missing, too short, too long or not of its alphabet.
    case unreadable
    /// One check would hold a thread too long or take too much memory; says which limit, for the operator.
    case tooCostly(String)

    /// As an import's report words it.
    package var reason: String {
        switch self {
        case .unknownHash: "unknown hash"
        case .unreadable: "unreadable password hash"
        case .tooCostly: "password hash too costly"
        }
    }
}

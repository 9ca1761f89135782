internal import Audit
package import Core
internal import SQL

/// Passwords that an old product keeps and cannot give away: it is asked at somebody's first sign-in here, and never again.
package protocol OldPasswords: Sendable {
    /// Never throws: a product that does not answer in time gives `noAnswer`.
    func verdict(on password: Secret<String>, of login: String, at product: String) async -> OldPasswordVerdict
    /// How long an answer may take; zero where no product is asked. No refusal is sent sooner.
    func longestAnswer() async -> Duration
    /// Whether a product is down, so that nobody without a password here can be told that theirs is wrong.
    func isSilent(_ product: String?) async -> Bool
}

package enum OldPasswordVerdict: Sendable, Equatable {
    case right
    case wrong
    case noAnswer
    /// The product's passwords came with the import.
    case notKept
}

extension Transaction {
    /// Keeps a password that an old product said is right. Returns false if the person got one meanwhile, or may not sign in.
    func keepOldPassword(_ hash: Secret<String>, of id: PersonID, at now: Timestamp) throws -> Bool {
        guard let person = try person(id), person.status == .invited || person.status == .active, try password(of: id) == nil else {
            return false
        }
        try setPassword(of: id, hash: hash, setBy: .import, by: .system, at: now)
        if person.status == .invited { try activate(id, by: .system, at: now) }
        return true
    }
}

internal import CZxcvbn
package import Core
internal import Foundation

/// The rules for a new password (NIST SP 800-63B-4 section 3.1.1.2): long enough, hard to guess, not known to be stolen. There are no
/// rules about which characters it has.
package struct PasswordPolicy: Sendable {
    /// In Unicode scalars, if there is a second factor too.
    package var minimumLength = 8
    /// In Unicode scalars, if it is the only factor.
    package var minimumLengthAlone = 15
    /// In bytes, for every password, new or entered at sign-in. Far above the 64 characters that must be accepted.
    package static let maximumBytes = 1024
    /// log2 of the guesses it must withstand: a hundred million.
    private static let enoughBits = 26.6

    private let breached: BreachedPasswords?

    package init(breached: BreachedPasswords? = nil) { self.breached = breached }

    /// Whether the text is short enough to be anybody's password. What is longer is refused alike for everybody, before any work (threat 18).
    package static func mayBePassword(_ text: Secret<String>) -> Bool { text.exposed.utf8.count <= maximumBytes }

    package enum Objection: Error, Sendable, Equatable {
        case tooShort(minimum: Int)
        case tooLong
        case unusable
        case easyToGuess
        case breached
    }

    /// nil for an acceptable password. `known` is what is easy to guess about this person: name, e-mail address, company. Takes a few
    /// milliseconds: run it on the hashing pool.
    package func objection(to password: Secret<String>, known: [String] = [], isOnlyFactor: Bool) -> Objection? {
        judge(password, known: known, isOnlyFactor: isOnlyFactor).objection
    }

    /// How hard an acceptable password is to guess.
    package enum Strength: Int, Sendable, Equatable { case fair = 1, good, strong }

    /// What is wrong with it, and otherwise how strong it is. Takes a few milliseconds: run it on the hashing pool.
    package func judge(_ password: Secret<String>, known: [String], isOnlyFactor: Bool) -> (objection: Objection?, strength: Strength) {
        let bits = Self.mayBePassword(password) ? bits(of: password.exposed, known: known) : 0
        let strength: Strength = bits < 40 ? .fair : bits < 60 ? .good : .strong
        return (objection(to: password, withBits: bits, isOnlyFactor: isOnlyFactor), strength)
    }

    private func objection(to password: Secret<String>, withBits bits: Double, isOnlyFactor: Bool) -> Objection? {
        let text = password.exposed
        let minimum = isOnlyFactor ? minimumLengthAlone : minimumLength
        guard Self.mayBePassword(password) else { return .tooLong }
        guard text.unicodeScalars.count >= minimum else { return .tooShort(minimum: minimum) }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else { return .unusable }
        if bits < Self.enoughBits { return .easyToGuess }
        if breached?.contains(password) == true { return .breached }
        return nil
    }

    /// zxcvbn's entropy, in bits. Only the first 100 bytes count: the time grows faster than the length, and more bytes do not change the
    /// result.
    private func bits(of password: String, known: [String]) -> Double {
        let words = known.flatMap { [$0] + $0.split { !$0.isLetter && !$0.isNumber }.map(String.init) }.map { $0.lowercased() }
            .filter { (3...64).contains($0.utf8.count) }
        var pointers: [UnsafeMutablePointer<CChar>?] = words.prefix(32).map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        pointers.append(nil)
        var dictionary = pointers.map { UnsafePointer($0) }
        return ZxcvbnMatch(String(decoding: password.utf8.prefix(100), as: UTF8.self), &dictionary, nil)
    }
}

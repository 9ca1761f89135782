internal import Foundation

enum PasswordBytes {
    /// UTF-8 of the NFKC form (NIST SP 800-63B-4 section 3.1.1.2), so that a password gives the same bytes when it is typed on different
    /// keyboards.
    static func normalized(_ password: String) -> [UInt8] { Array(password.precomposedStringWithCompatibilityMapping.utf8) }
}

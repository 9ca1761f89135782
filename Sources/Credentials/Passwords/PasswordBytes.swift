internal import Foundation

enum PasswordBytes {
    /// UTF-8 of the NFKC form (NIST SP 800-63B-4 section 3.1.1.2), so that one password typed on two keyboards is one password.
    static func normalized(_ password: String) -> [UInt8] { Array(password.precomposedStringWithCompatibilityMapping.utf8) }
}

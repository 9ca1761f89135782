internal import Crypto
internal import Foundation

/// Texts of a file of any length, of which only digests are kept, 16 bytes or less for each. The chance that two of a million different texts
/// are taken for the same is one in thirty million.
struct SeenTexts: Sendable {
    private var digests: Set<UInt64> = []

    /// Whether the text came for the first time.
    mutating func insert(_ text: String) -> Bool { digests.insert(Self.digest(of: text)).inserted }

    func contains(_ text: String) -> Bool { digests.contains(Self.digest(of: text)) }

    private static func digest(of text: String) -> UInt64 {
        SHA256.hash(data: Data(text.utf8)).withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    }
}

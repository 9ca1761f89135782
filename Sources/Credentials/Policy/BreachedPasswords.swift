package import Core
internal import Crypto
internal import Foundation

/// A file of stolen passwords in the format of Have I Been Pwned: sorted lines, each with an upper-case SHA-1, `:` and a count.
///
/// Searched in the file, without loading it, so that its size does not matter.
package final class BreachedPasswords: Sendable {
    private let descriptor: Int32
    private let size: Int

    /// nil if the file cannot be read, or does not begin with a digest.
    package init?(path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        let end = descriptor >= 0 ? Int(lseek(descriptor, 0, SEEK_END)) : 0
        size = end
        guard end >= 40, line(at: 0).map({ Self.isDigest($0) }) == true else { return nil }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    package func contains(_ password: Secret<String>) -> Bool {
        let digest = Array(Hex.encode(Insecure.SHA1.hash(data: Array(password.exposed.utf8))).uppercased().utf8)
        var low = 0
        var high = size
        while low < high {
            let middle = (low + high) / 2
            guard let start = lineStart(atOrAfter: middle), start < high, let found = line(at: start) else {
                high = middle
                continue
            }
            if found == digest { return true }
            if found.lexicographicallyPrecedes(digest) { low = start + 40 } else { high = middle }
        }
        return false
    }

    private func lineStart(atOrAfter position: Int) -> Int? {
        if position == 0 { return 0 }
        let bytes = read(at: position - 1, count: 128)
        return bytes.firstIndex(of: 10).map { position + $0 }
    }

    private func line(at position: Int) -> [UInt8]? {
        let bytes = read(at: position, count: 40)
        return bytes.count == 40 ? bytes : nil
    }

    private func read(at position: Int, count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = pread(descriptor, &bytes, count, off_t(position))
        return Array(bytes.prefix(max(0, got)))
    }

    private static func isDigest(_ bytes: [UInt8]) -> Bool {
        bytes.count == 40 && bytes.allSatisfy { (48...57).contains($0) || (65...70).contains($0) }
    }
}

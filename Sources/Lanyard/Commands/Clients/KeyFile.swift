internal import Foundation

/// A file with the public keys of a client.
enum KeyFile {
    /// Its text. Throws `CommandError` for a file that cannot be read.
    static func read(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else {
            throw CommandError("\(path) cannot be read.")
        }
        return text
    }
}

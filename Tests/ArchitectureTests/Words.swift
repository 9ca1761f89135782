import Foundation

/// The catalogs of words as files: `Words/<language>/<page>.properties`.
enum Words {
    static let languages = ["en", "sv"]

    /// The keys of a language with their words, in the order of the files.
    static func entries(of language: String) throws -> [(key: String, words: String)] {
        try Repository.files(below: ["Words/\(language)"]).flatMap { path in
            try Repository.text(of: path).split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
                let parts = line.split(separator: " = ", maxSplits: 1)
                return (String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
            }
        }
    }

    /// What looks like a key: `home.your-products`.
    static func isKey(_ text: String) -> Bool { text.wholeMatch(of: /[a-z][a-z0-9-]*\.[a-z0-9-]+/) != nil }
}

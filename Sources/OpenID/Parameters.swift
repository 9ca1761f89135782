internal import Core

/// The parameters of a request, in their order and with repeated ones. Empty ones count as missing (RFC 6749 section 3.1).
package struct Parameters: Sendable {
    package let pairs: [(name: String, value: String)]
    private let byName: [String: [String]]

    package init(_ pairs: [(name: String, value: String)]) {
        self.pairs = pairs
        byName = Dictionary(grouping: pairs, by: \.name).mapValues { $0.map(\.value) }
    }

    /// The value; nil if the parameter is missing, empty or repeated.
    package subscript(_ name: String) -> String? {
        guard let values = byName[name], values.count == 1, !values[0].isEmpty else { return nil }
        return values[0]
    }

    /// Names given more than once: RFC 6749 section 3.1 forbids it.
    package var repeated: [String] { byName.filter { $0.value.count > 1 }.keys.sorted() }

    /// Space-separated words of a parameter, each once, in order.
    package func words(_ name: String) -> [String] {
        var seen: Set<String> = []
        return (self[name] ?? "").split(separator: " ").map(String.init).filter { seen.insert($0).inserted }
    }

    /// The form encoding of pairs (`application/x-www-form-urlencoded`).
    package static func encoded(_ pairs: [(name: String, value: String)]) -> String {
        PercentCoding.query(pairs.map { ($0.name, $0.value) })
    }

    /// Reads the form encoding; nil for a broken escape, invalid UTF-8, NUL or more than 100 pairs.
    package init?(encoded text: String) {
        guard let pairs = try? PercentCoding.pairs(text.utf8, limit: 100) else { return nil }
        self.init(pairs)
    }
}

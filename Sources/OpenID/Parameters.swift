internal import Core

/// The parameters of a request, in their order and with repeated ones. Empty ones count as missing (RFC 6749 section 3.1).
package struct Parameters: Sendable {
    package let pairs: [(name: String, value: String)]
    /// Names given more than once: RFC 6749 section 3.1 forbids it.
    package let repeated: [String]

    package init(_ pairs: [(name: String, value: String)]) {
        self.pairs = pairs
        var seen: Set<String> = []
        var twice: Set<String> = []
        for pair in pairs where !seen.insert(pair.name).inserted { twice.insert(pair.name) }
        repeated = twice.sorted()
    }

    /// The value; nil if the parameter is missing, empty or repeated.
    package subscript(_ name: String) -> String? {
        guard let found = pairs.first(where: { $0.name == name }), !found.value.isEmpty, !repeated.contains(name) else { return nil }
        return found.value
    }

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

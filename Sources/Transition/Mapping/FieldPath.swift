/// Where a value stands in a record: `email`, `attributes.locale`, `groups[0]`, `credentials[type=password].secretData.value`.
///
/// In CSV the whole of it may be the name of a column. A text that holds JSON is opened where the path goes on. Of a list the first member
/// is meant, where the path goes on.
struct FieldPath: Sendable, Equatable {
    let text: String
    private let steps: [Step]

    private enum Step: Sendable, Equatable {
        case member(String)
        case index(Int)
        /// Those members of a list whose member has this text.
        case having(String, String)
    }

    /// nil for a text that is no path.
    init?(_ text: String) {
        guard !text.isEmpty, let steps = Self.steps(of: text[...]) else { return nil }
        self.text = text
        self.steps = steps
    }

    /// The member or column that it begins with.
    var root: String { if case .member(let name)? = steps.first { name } else { text } }

    func value(in record: SourceValue) -> SourceValue {
        if case .object(let members) = record, let whole = members[text] ?? members[text.lowercased()] { return whole }
        return steps.reduce(record) { value, step in Self.take(step, from: value) }
    }

    private static func take(_ step: Step, from value: SourceValue) -> SourceValue {
        switch (step, opened(value)) {
        // The names of columns are compared in small letters.
        case (.member(let name), .object(let members)): return members[name] ?? members[name.lowercased()] ?? .nothing
        case (.member, .list(let members)): return members.first.map { take(step, from: $0) } ?? .nothing
        case (.index(let index), .list(let members)): return members.indices.contains(index) ? members[index] : .nothing
        case (.having(let name, let text), .list(let members)):
            return .list(members.filter { take(.member(name), from: $0).text == text })
        default: return .nothing
        }
    }

    private static func opened(_ value: SourceValue) -> SourceValue {
        guard case .text(let text) = value, text.hasPrefix("{") || text.hasPrefix("["), let inner = SourceValue(json: Array(text.utf8)[...])
        else { return value }
        return inner
    }

    private static func steps(of text: Substring) -> [Step]? {
        var steps: [Step] = []
        var rest = text
        while !rest.isEmpty {
            if rest.first == "[" {
                guard let end = rest.firstIndex(of: "]"), let step = bracket(rest[..<end].dropFirst()) else { return nil }
                steps.append(step)
                rest = rest[rest.index(after: end)...]
            } else {
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty else { return nil }
                steps.append(.member(String(name)))
                rest = rest[name.endIndex...]
            }
            if rest.first == "." {
                rest = rest.dropFirst()
                if rest.isEmpty { return nil }
            }
        }
        return steps
    }

    private static func bracket(_ text: Substring) -> Step? {
        if let index = Int(text), index >= 0 { return .index(index) }
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        return .having(String(parts[0]), String(parts[1]))
    }
}

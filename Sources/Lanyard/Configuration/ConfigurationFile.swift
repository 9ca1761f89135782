internal import Foundation
internal import Yams

/// The values of a configuration file, each with its line.
struct ConfigurationFile {
    struct Value {
        var text: String
        var place: String
    }

    private(set) var values: [String: Value] = [:]
    private(set) var mistakes: [ConfigurationMistake] = []
    private let name: String

    init(yaml: String, name: String) {
        self.name = name
        do {
            guard let node = try RepeatableKeys.compose(yaml) else { return }
            read(node, under: "")
        } catch {
            let (line, problem) = Self.unreadable(error)
            mistakes.append(ConfigurationMistake(place: "\(name):\(line)", sentence: "This is not YAML: \(problem)."))
        }
    }

    /// The line and the reason, without the text of the file, because it may contain secrets.
    private static func unreadable(_ error: any Error) -> (line: Int, problem: String) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _), YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            (mark.line, (context.map { "\($0.text) in line \($0.mark.line), " } ?? "") + problem)
        case YamlError.reader(let problem, let offset, _, let yaml):
            (1 + yaml.prefix(offset ?? 0).count(where: \.isNewline), problem)
        case YamlError.duplicatedKeysInMapping(let keys, let context):
            (context.mark.line, "a key stands more than once: " + keys.joined(separator: ", "))
        default: (1, "it cannot be read")
        }
    }

    private mutating func read(_ node: Node, under prefix: String) {
        // A section whose settings are all commented out is empty. That is not a mistake.
        if let text = node.scalar?.string, text.isEmpty || text == "null" || text == "~" { return }
        guard let mapping = node.mapping else { return report(node, "Expected names with values here, like 'data: /var/lib/lanyard'.") }
        var lines: [String: Int] = [:]
        for (key, value) in mapping {
            let path = prefix + RepeatableKeys.name(of: key)
            if let line = lines[path] {
                report(key, "'\(path)' stands in line \(line) already. Keep one of the two.")
            } else {
                lines[path] = key.mark?.line
            }
            if Settings.all.contains(where: { $0.name == path }) {
                set(path, to: value)
            } else if Settings.all.contains(where: { $0.name.hasPrefix(path + ".") }) {
                read(value, under: path + ".")
            } else {
                report(key, "There is no setting '\(path)'. \(suggestion(for: path))")
            }
        }
    }

    private mutating func set(_ path: String, to value: Node) {
        if let items = value.sequence {
            values[path] = Value(text: items.compactMap(\.string).joined(separator: ", "), place: place(value))
        } else if let text = value.scalar?.string {
            values[path] = Value(text: text, place: place(value))
        } else {
            report(value, "'\(path)' takes one value.")
        }
    }

    private mutating func report(_ node: Node, _ sentence: String) {
        mistakes.append(ConfigurationMistake(place: place(node), sentence: sentence))
    }

    private func place(_ node: Node) -> String { node.mark.map { "\(name):\($0.line)" } ?? name }

    private func suggestion(for path: String) -> String {
        let last = path.split(separator: ".").last.map(String.init) ?? path
        let near = Settings.all.map(\.name).filter {
            $0.contains(last) || last.contains($0.split(separator: ".").last.map(String.init) ?? $0)
        }
        return near.isEmpty ? "'lanyard config example' lists all of them." : "Did you mean '\(near[0])'?"
    }
}

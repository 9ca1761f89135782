package import Yams

/// A mistake in a file, with what to do about it.
package struct FileMistake: Sendable, Equatable, CustomStringConvertible {
    package let file: String
    /// The line number, from 1.
    package let line: Int
    package let message: String
    package let remedy: String
    package var description: String { "\(file):\(line): \(message) \(remedy)" }

    package init(file: String, line: Int, message: String, remedy: String) {
        self.file = file
        self.line = line
        self.message = message
        self.remedy = remedy
    }
}

/// All mistakes in all files, in the order of the files.
package struct FileMistakes: Error, Sendable, Equatable, CustomStringConvertible {
    package let all: [FileMistake]
    package var description: String { all.map(\.description).joined(separator: "\n") }

    package init(all: [FileMistake]) { self.all = all }
}

/// Reads one YAML file and collects all mistakes with their lines, so that they can be corrected together.
package protocol YAMLReader {
    var fileName: String { get }
    var mistakes: [FileMistake] { get set }
}

extension YAMLReader {
    /// The mapping that the file is; nil with its mistake if it is none. `remedy` says what an empty file should hold.
    package mutating func root(of text: String, describing remedy: String) -> (node: Node, fields: Node.Mapping)? {
        if let excess = YAMLBounds.excess(in: text) {
            mistakes.append(FileMistake(file: fileName, line: excess.line, message: excess.message, remedy: excess.remedy))
            return nil
        }
        let root: Node?
        do { root = try Yams.compose(yaml: text) } catch {
            mistakes.append(unreadable(error))
            return nil
        }
        guard let root, let fields = mapping(root, called: "The file") else {
            if root == nil { note("The file is empty.", remedy, at: nil) }
            return nil
        }
        return (root, fields)
    }

    package mutating func note(_ message: String, _ remedy: String, at node: Node?) {
        mistakes.append(FileMistake(file: fileName, line: node?.mark?.line ?? 1, message: message, remedy: remedy))
    }

    private func unreadable(_ error: any Error) -> FileMistake {
        let (line, problem): (Int, String) =
            switch error {
            case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
                YamlError.composer(_, let problem, let mark, _):
                (mark.line, problem)
            case YamlError.duplicatedKeysInMapping(let duplicates, let context):
                (context.mark.line, "a key stands twice: \(duplicates.map { "\($0)" }.joined(separator: ", "))")
            default: (1, "\(error)")
            }
        return FileMistake(
            file: fileName, line: max(1, line), message: "This is not readable YAML: \(problem).", remedy: "Compare with a working file.")
    }

    package mutating func mapping(_ node: Node, called name: String) -> Node.Mapping? {
        if let mapping = node.mapping { return mapping }
        note("\(name) must be a mapping of keys to values.", "Write lines of the form `key: value`.", at: node)
        return nil
    }

    package mutating func refuseUnknown(in fields: Node.Mapping, known: [String], what: String) {
        for (key, _) in fields {
            let name = key.scalar?.string ?? "\(key.tag)"
            guard !known.contains(name) else { continue }
            note("\"\(name)\" is not a key of \(what).", "Use one of: \(known.joined(separator: ", ")).", at: key)
        }
    }

    package mutating func text(_ key: String, of fields: Node.Mapping, at parent: Node) -> String? {
        guard let node = fields[key] else {
            note("`\(key)` is missing.", "Add it.", at: parent)
            return nil
        }
        guard let text = node.scalar?.string, !text.isEmpty, text.count <= 200, !text.unicodeScalars.contains(where: { $0.value < 32 })
        else {
            note("`\(key)` must be one line of text.", "Write between 1 and 200 characters.", at: node)
            return nil
        }
        return text
    }

    /// One of the texts of the type; nil if the key is missing, or with a mistake.
    package mutating func choice<Choice>(_ key: String, of fields: Node.Mapping, _ type: Choice.Type) -> Choice?
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let node = fields[key] else { return nil }
        if let text = node.scalar?.string, let value = Choice(rawValue: text) { return value }
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        note("`\(key)` cannot be \"\(node.scalar?.string ?? "a list")\".", "Use one of: \(known).", at: node)
        return nil
    }
}

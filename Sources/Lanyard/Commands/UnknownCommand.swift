internal import ArgumentParser

/// A word that stands where a command is named, and names none: the argument parser would only count it as one too many.
struct UnknownCommand {
    private let group: [String]
    private let word: String
    private let names: [String]

    /// Nil if the words lead to a command, or to an option of a group.
    init?(in words: [String], of root: any ParsableCommand.Type) {
        var current = root
        var group = [root._commandName]
        for word in words {
            let children = current.configuration.subcommands
            if children.isEmpty || word.hasPrefix("-") { return nil }
            guard let child = children.first(where: { $0._commandName == word }) else {
                if word == "help" { return nil }
                self.group = group
                self.word = word
                names = children.map { $0._commandName }
                return
            }
            current = child
            group.append(word)
        }
        return nil
    }

    var sentence: String {
        let place = group.joined(separator: " ")
        let unknown = "'\(place) \(word)' is no command."
        guard let near else { return "\(unknown) All of them: \(place) --help" }
        return "\(unknown) Did you mean '\(place) \(near)'?"
    }

    /// The name that fewest typed letters are away, if it is not a different word: at most one letter in three is wrong.
    private var near: String? {
        let distances = names.map { (name: $0, distance: Self.distance($0, word)) }
        guard let nearest = distances.min(by: { $0.distance < $1.distance }) else { return nil }
        return nearest.distance <= max(1, nearest.name.count / 3) ? nearest.name : nil
    }

    /// How many letters are put in, left out, changed, or exchanged with their neighbour (optimal string alignment).
    private static func distance(_ one: String, _ other: String) -> Int {
        let left = Array(one)
        let right = Array(other)
        var rows = [Array(0...right.count)]
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                let same = left[i] == right[j]
                var cost = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (same ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { cost = min(cost, rows[i - 1][j - 1] + 1) }
                row.append(cost)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}

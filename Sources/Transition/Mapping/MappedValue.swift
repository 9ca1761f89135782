/// What a field of ours is made from: the first of its choices that gives a text.
struct MappedField: Sendable, Equatable {
    var choices: [MappedValue]

    func text(in record: SourceValue) -> String {
        for choice in choices {
            let text = choice.text(in: record)
            if !text.isEmpty { return text }
        }
        return ""
    }

    /// The texts of a list, each turned over like a single one.
    func texts(in record: SourceValue) -> [String] {
        for choice in choices {
            let texts = choice.texts(in: record)
            if !texts.isEmpty { return texts }
        }
        return []
    }

    var paths: [FieldPath] { choices.flatMap(\.paths) }
}

struct MappedValue: Sendable, Equatable {
    enum Source: Sendable, Equatable {
        case path(FieldPath)
        case constant(String)
        /// Those that there are, with spaces between.
        case joined([FieldPath])
        /// Nothing, unless each path in it leads to something.
        case template([Piece])
    }

    enum Piece: Sendable, Equatable {
        case text(String)
        case path(FieldPath)
    }

    let source: Source
    /// The paths that must have these texts; otherwise it gives nothing.
    var conditions: [FieldPath: String] = [:]
    /// What texts of the source mean here, in small letters.
    var meanings: [String: String] = [:]
    /// For what has no meaning, and for nothing.
    var otherwise: String?

    func text(in record: SourceValue) -> String {
        guard isMet(in: record) else { return "" }
        return meaning(of: raw(in: record))
    }

    func texts(in record: SourceValue) -> [String] {
        guard isMet(in: record) else { return [] }
        guard case .path(let path) = source else { return [text(in: record)].filter { !$0.isEmpty } }
        return path.value(in: record).texts.map { meaning(of: $0) }
    }

    private func isMet(in record: SourceValue) -> Bool { conditions.allSatisfy { $0.key.value(in: record).text == $0.value } }

    private func meaning(of text: String) -> String {
        if let meaning = meanings[text.lowercased()] { return meaning }
        guard let otherwise else { return text }
        return meanings.isEmpty && !text.isEmpty ? text : otherwise
    }

    private func raw(in record: SourceValue) -> String {
        switch source {
        case .path(let path): path.value(in: record).texts.first ?? ""
        case .constant(let text): text
        case .joined(let paths): paths.map { $0.value(in: record).text }.filter { !$0.isEmpty }.joined(separator: " ")
        case .template(let pieces): filled(pieces, record)
        }
    }

    private func filled(_ pieces: [Piece], _ record: SourceValue) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .path(let path):
                guard let part = path.value(in: record).texts.first else { return "" }
                text += part
            }
        }
        return text
    }

    var paths: [FieldPath] {
        let own: [FieldPath] =
            switch source {
            case .path(let path): [path]
            case .constant: []
            case .joined(let paths): paths
            case .template(let pieces): pieces.compactMap { if case .path(let path) = $0 { path } else { nil } }
            }
        return own + conditions.keys
    }
}

extension FieldPath: Hashable {
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

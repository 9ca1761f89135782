package import Language

/// A kind of message that a product may ask the ID to send, as its catalog declares it. The words stand in the catalog, so that no mail ever
/// carries a figure, a number or somebody's text.
package struct NoticeKind: Sendable, Equatable {
    package let id: String
    /// Recipients may view it.
    package let area: AreaID
    /// Whether it is about one project, which recipients see.
    package let isOfProject: Bool
    /// Whether recipients may view the area that governs money, too.
    package let isOfMoney: Bool
    private let subjects: [Language: String]
    private let sentences: [Language: String]

    package init(
        id: String, area: AreaID, isOfProject: Bool, isOfMoney: Bool, subjects: [Language: String], sentences: [Language: String]
    ) {
        self.id = id
        self.area = area
        self.isOfProject = isOfProject
        self.isOfMoney = isOfMoney
        self.subjects = subjects
        self.sentences = sentences
    }

    /// The mail's subject and sentence, with the names of the account and of the project.
    package func words(account: String, project: String?) -> (subject: Phrase, sentence: Phrase) {
        func filled(_ texts: [Language: String]) -> Phrase {
            .named(texts.mapValues { Self.filled($0, ["account": account, "project": project ?? ""]) })
        }
        return (filled(subjects), filled(sentences))
    }

    /// What stands in braces is replaced once: a name that holds braces itself is left as it is.
    private static func filled(_ text: String, _ names: [String: String]) -> String {
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open] + (names[String(rest[rest.index(after: open)..<close])] ?? "")
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// The names in braces that a text has.
    static func names(in text: String) -> [String] {
        text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().map { String($0.prefix { $0 != "}" }) }
    }
}

internal import Access
internal import Core
internal import Directory
internal import Identity
internal import Language
internal import SQL
internal import Web

extension Answering {
    /// One way to go on: the sentence with it, and what of it is new.
    private struct Completion {
        let kind: String
        let text: String
        let sentence: String

        var json: JSON { ["kind": .string(kind), "text": .string(text), "sentence": .string(sentence)] }
    }

    /// So many are offered at most.
    private static let most = 10

    /// What the sentence may go on with. People are named only to those who may ask about them, projects only to those who see them.
    func completions(of sentence: String) throws -> JSON {
        let mayAskAboutOthers = try mayAskAboutOthers
        let typed = TextFolding.words(sentence)
        var found: [Completion] = []
        for continuation in Continuation.all(of: sentence) where mayAskAboutOthers || !continuation.isAboutOthers {
            guard found.count < Self.most else { break }
            for (kind, text) in try texts(of: continuation) {
                let completion = Completion(kind: kind, text: text, sentence: continuation.sentence(with: text))
                let isTyped = completion.sentence.last == "?" && TextFolding.words(completion.sentence) == typed
                if !isTyped, !found.contains(where: { $0.sentence == completion.sentence }) { found.append(completion) }
            }
        }
        return ["items": .array(found.prefix(Self.most).map(\.json))]
    }

    private func texts(of continuation: Continuation) throws -> [(kind: String, text: String)] {
        let language = continuation.language
        switch continuation.meaning {
        case .words(let words): return [("words", words)]
        case .person(let words): return try people(words, language).map { ("person", $0) }
        case .thing(let words):
            let areas = target.product.areas.filter { $0.isMeant(byBeginnings: words) }.map { ("area", $0.names[language] ?? $0.name) }
            return areas + names(ofProjects: words)
        case .project(let words): return names(ofProjects: words)
        case .role(let words):
            return roles.filter { role in
                (Array(role.names.values) + role.aliases).contains { TextFolding.begins(words, in: $0) }
            }.map { ("role", $0.names[language] ?? $0.name) }
        }
    }

    private func names(ofProjects words: [String]) -> [(kind: String, text: String)] {
        guard target.product.hasProjects else { return [] }
        return projects.filter { TextFolding.begins(words, in: $0.name) }.map { ("project", $0.name) }
    }

    /// The asker, and the people whose names begin so.
    private func people(_ words: [String], _ language: Language) throws -> [String] {
        let own = language == .swedish ? "jag" : "I"
        let isOwn = words.isEmpty || words.count == 1 && TextFolding.begins(words, in: own)
        guard try mayAskAboutOthers else { return isOwn ? [own] : [] }
        var filter = MemberFilter()
        filter.words = words.joined(separator: " ")
        filter.order = .name
        let found = try MemberSearch(filter, in: target, at: now).page(after: nil, limit: Self.most, in: tx)
        let names = try found.members.compactMap { member -> String? in
            let name = try tx.person(member.person)?.name ?? ""
            return try name.isEmpty ? tx.mainAddress(of: member.person)?.address.written : name
        }
        return (isOwn ? [own] : []) + names
    }
}

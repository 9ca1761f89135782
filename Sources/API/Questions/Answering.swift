internal import Access
internal import Core
internal import Directory
internal import Identity
internal import Language
internal import SQL
internal import Web

/// Understands a question for one asker, and answers it with the decisions of `decide`. Nothing of another account, and no project that the
/// asker does not see, is in an answer.
struct Answering {
    /// What the asker chose where the words left several.
    struct Chosen: Sendable {
        let person: String?
        let thing: String?
        let role: String?
    }

    let asker: Member
    let target: AccountInProduct
    let chosen: Chosen
    let tx: Transaction
    let now: Timestamp
    /// The projects that the asker sees.
    let projects: [Project]
    let roles: [Role]

    /// The words of the sentence as they were typed: an address or an id is one of them.
    private var typed: [String] = []

    /// All that can be asked about.
    var things: [Thing] { target.product.areas.map(Thing.area) + (target.product.hasProjects ? projects.map(Thing.project) : []) }

    init(_ asker: Member, _ target: AccountInProduct, _ chosen: Chosen, _ tx: Transaction, at now: Timestamp) throws {
        self.asker = asker
        self.target = target
        self.chosen = chosen
        self.tx = tx
        self.now = now
        projects = try tx.projects(of: asker.projects(of: target.product, at: now), in: target.account, limit: 1000)
        roles = try tx.roles(of: target.product, in: target.account)
    }

    /// One answer is given: that of the first way to understand the sentence in which every name is found.
    func answer(to ask: String, _ listing: Listing<MemberKind>) throws -> JSON {
        var reading = self
        reading.typed = ask.prefix(300).split(whereSeparator: \.isWhitespace).map { word in
            let bare = word.filter { !"?!,;:\"'<>()".contains($0) }
            return bare.hasSuffix(".") ? String(bare.dropLast()) : String(bare)
        }
        var unclear: JSON?
        for question in Question.read(ask) {
            do { return try reading.answer(question, listing) } catch let doubt as Doubt { unclear = unclear ?? doubt.json }
        }
        return unclear ?? Doubt(words: "ask.not-understood").json
    }

    private func answer(_ question: Question, _ listing: Listing<MemberKind>) throws -> JSON {
        switch question {
        case .who(let action, let words): try who(action, thing(words), listing)
        case .what(let words): try what(person(words))
        case .whatIf(let words, let role): try whatIf(person(words), self.role(role))
        case .why(let words, let action, let noun): try why(person(words), action, thing(noun))
        }
    }

    /// Why a question has no answer yet: nothing is meant by its words, or several things are.
    struct Doubt: Error {
        let words: Phrase
        var parameter: String?
        var choices: [(value: String, name: Phrase, detail: Phrase?)] = []

        var json: JSON {
            let listed = choices.map { choice -> JSON in
                [
                    "parameter": .string(parameter ?? ""), "value": .string(choice.value), "words": choice.name.json,
                    "detail": choice.detail?.json ?? .null,
                ]
            }
            return [
                "kind": "unclear", "understood": .text(words.english), "words": words.json, "items": [], "choices": .array(listed),
                "count": 0, "next": nil,
            ]
        }
    }

    /// Whether the asker may ask about others.
    func checkOthers() throws {
        try tx.require(.view, target.area(.people), of: asker.person, in: target, at: now)
    }

    private func person(_ words: [String]) throws -> Member {
        if Question.isSelf(words) { return asker }
        if let chosen = chosen.person {
            guard let id = MemberID(chosen), let member = try tx.member(id, of: target.account), member.product == target.product.id else {
                throw Problem.notFound
            }
            if member.id != asker.id { try checkOthers() }
            return member
        }
        let own = try tx.person(asker.person)?.name
        if own.map({ TextFolding.words($0) == words }) ?? false, !(try mayAskAboutOthers) { return asker }
        try checkOthers()
        if let member = try named(words) { return member }
        var filter = MemberFilter()
        filter.words = words.joined(separator: " ")
        filter.order = .name
        let found = try MemberSearch(filter, in: target, at: now).page(after: nil, limit: 10, in: tx)
        let exact = try found.members.filter { try tx.person($0.person).map { TextFolding.words($0.name) == words } ?? false }
        if exact.count == 1, let only = exact.first { return only }
        if found.count == 1, let only = found.members.first { return only }
        let name = Phrase.text(words.joined(separator: " "))
        guard !found.members.isEmpty else { throw Doubt(words: Phrase("ask.nobody", ["name": name])) }
        throw Doubt(
            words: Phrase("ask.which-person", ["name": name, "count": found.count]), parameter: "person",
            choices: try found.members.map { member in
                (member.id.text, .text(try tx.person(member.person)?.name ?? ""), try address(of: member).map { .text($0) })
            })
    }

    /// The member who is named by the whole of an address of theirs, or by an id.
    private func named(_ words: [String]) throws -> Member? {
        guard let name = typed.first(where: { TextFolding.words($0) == words }) else { return nil }
        if let id = PersonID(name) { return try tx.member(id, in: target.account, product: target.product.id) }
        if let id = MemberID(name) { return try tx.member(id, of: target.account).flatMap { $0.product == target.product.id ? $0 : nil } }
        guard let address = EmailAddress(existing: name) else { return nil }
        var filter = MemberFilter()
        filter.words = words.joined(separator: " ")
        filter.order = .name
        return try MemberSearch(filter, in: target, at: now).page(after: nil, limit: 50, in: tx).members.first { member in
            try tx.addresses(of: member.person).contains { $0.address.canonical == address.canonical }
        }
    }

    var mayAskAboutOthers: Bool {
        get throws {
            let area = try target.area(.people)
            return decide(asker, .view, .area(area), in: target.product, at: now).isPermitted
        }
    }

    private func address(of member: Member) throws -> String? { try tx.mainAddress(of: member.person)?.address.written }

    private func thing(_ words: [String]) throws -> Thing {
        if let chosen = chosen.thing {
            if let area = target.product.area(AreaID(rawValue: chosen)) { return .area(area) }
            guard let project = projects.first(where: { $0.id.text == chosen }) else { throw Problem.notFound }
            return .project(project)
        }
        let found = Thing.meant(by: words, areas: target.product.areas, projects: projects)
        if found.count == 1 { return found[0] }
        let name = Phrase.text(words.joined(separator: " "))
        guard !found.isEmpty else {
            throw Doubt(words: Phrase("ask.nothing", ["name": name, "areas": Phrase.any(target.product.areas.map(\.title))]))
        }
        throw Doubt(
            words: Phrase("ask.which-thing", ["name": name]), parameter: "thing",
            choices: found.prefix(10).map { thing in
                switch thing {
                case .area(let area): (area.id.rawValue, area.title, "ask.an-area")
                case .project(let project): (project.id.text, .text(project.name), "ask.a-project")
                }
            })
    }

    private func role(_ words: [String]) throws -> Role {
        if let chosen = chosen.role, let role = roles.first(where: { $0.id.rawValue == chosen }) { return role }
        let found = roles.filter { role in
            ([role.id.rawValue] + Array(role.names.values) + role.aliases).contains { TextFolding.words($0) == words }
        }
        if let only = found.first, found.count == 1 { return only }
        let name = Phrase.text(words.joined(separator: " "))
        throw Doubt(
            words: Phrase("ask.which-role", ["name": name]), parameter: "role", choices: roles.map { ($0.id.rawValue, $0.title, nil) })
    }
}

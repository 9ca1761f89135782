internal import Access
internal import Core
internal import Directory
internal import Identity
internal import Language
internal import SQL
internal import Web

extension Answering {
    /// Everybody who can, a page at a time, each with the grant by which they can.
    func who(_ action: Action, _ thing: Thing, _ listing: Listing<MemberKind>) throws -> JSON {
        try checkOthers()
        let resource = thing.resource(in: target.account)
        let found = try tx.permitted(action, resource, in: target, after: listing.after, limit: listing.fetch, at: now)
        let count = try tx.permittedCount(action, resource, in: target, at: now)
        let items = try found.prefix(listing.limit).map { try line($0, action, thing) }
        let key =
            switch (action, count) {
            case (.view, 0): "ask.nobody-sees"
            case (.view, _): "ask.who-sees"
            case (.manage, 0): "ask.nobody-manages"
            case (.manage, _): "ask.who-manages"
            }
        let words = Phrase(key, ["thing": thing.title, "count": count])
        let next = found.count > listing.limit ? found[listing.limit - 1].id.text : nil
        return Self.json("who", words, items, count: count, next: next)
    }

    /// The areas that somebody can open and the projects that they see, as far as the asker sees them too.
    func what(_ member: Member) throws -> JSON {
        let items = try things.compactMap { thing -> JSON? in
            let action = strongest(member, thing)
            return try action.map { try line(member, $0, thing) }
        }
        let name = try name(of: member)
        let words: Phrase =
            if items.isEmpty {
                Phrase("ask.nothing-open", ["name": name])
            } else if member.id == asker.id {
                Phrase("ask.you-can", ["count": items.count])
            } else {
                Phrase("ask.they-can", ["name": name, "count": items.count])
            }
        return Self.json("what", words, items, count: items.count)
    }

    func why(_ member: Member, _ action: Action, _ thing: Thing) throws -> JSON {
        let item = try line(member, action, thing)
        let isPermitted = item["allowed"]?.bool == true
        let facts: KeyValuePairs<String, any PhraseArgument> = ["name": try name(of: member), "thing": thing.title]
        let key =
            switch (isPermitted, action) {
            case (true, .view): "ask.can-see"
            case (true, .manage): "ask.can-manage"
            case (false, .view): "ask.cannot-see"
            case (false, .manage): "ask.cannot-manage"
            }
        return Self.json("why", Phrase(key, facts), [item], count: 1)
    }

    /// What would open and close if all roles that the person was given were this one: what a group gives stays.
    func whatIf(_ member: Member, _ role: Role) throws -> JSON {
        if member.id != asker.id { try checkOthers() }
        let own = member.ownGrants.filter { $0.isLive(at: now) }
        let kept = role.projects == .assigned ? ProjectAssignment(Set(own.flatMap(\.projects))) : []
        let origin = AccessGrant.Origin(source: .person, giver: asker.person, at: now)
        let grant = AccessGrant(id: AccessGrantID(at: now), giving: role, projects: kept, endsAt: nil, origin: origin)
        let changed = member.replacing(own: grant)
        let items = things.compactMap { thing -> JSON? in
            let before = strongest(member, thing)
            let after = strongest(changed, thing)
            guard before != nil || after != nil else { return nil }
            let rank = { (action: Action?) in action.map { $0 == .manage ? 2 : 1 } ?? 0 }
            let change = rank(after) == rank(before) ? "keeps" : rank(after) > rank(before) ? "gains" : "loses"
            return [
                "member": .string(member.id.text), "thing": thing.json, "allowed": .bool(after != nil), "action": .text(after?.rawValue),
                "before": .text(before?.rawValue), "change": .string(change), "role": .role(role),
            ]
        }
        let words = Phrase("ask.if-they-were", ["name": try name(of: member), "role": role.title])
        return Self.json("what-if", words, items, count: items.count)
    }

    private func strongest(_ member: Member, _ thing: Thing) -> Action? {
        [Action.manage, .view].first {
            decide(member, $0, thing.resource(in: target.account), in: target.product, at: now).isPermitted
        }
    }

    private func name(of member: Member) throws -> Phrase { .text(try tx.person(member.person)?.name ?? member.person.text) }

    /// One decision with its chain.
    private func line(_ member: Member, _ action: Action, _ thing: Thing) throws -> JSON {
        let resource = thing.resource(in: target.account)
        let explanation = Explanation(of: member, action, resource, in: target.product, among: roles, at: now)
        let decision = explanation.decision
        let origin = decision.grant?.origin
        let isOwn = try member.id == asker.id && !mayAskAboutOthers
        let words =
            isOwn
            ? explanation.toThePerson : try explanation.toManagers(in: target, seeing: asker.projects(of: target.product, at: now), tx)
        return [
            "member": .string(member.id.text), "person": try tx.json(of: member.person), "thing": thing.json,
            "allowed": .bool(decision.isPermitted), "action": .string(action.rawValue), "role": .role(decision.role),
            "rule": .integer(Int64(explanation.rule)), "grant": .text(decision.grant?.id.text),
            "given_by": isOwn ? .null : try origin?.giver.map(tx.json(of:)) ?? .null, "given_at": .text(origin?.at.rfc3339),
            "why": .string(words.english), "words": words.json,
        ]
    }

    private static func json(_ kind: String, _ words: Phrase, _ items: [JSON], count: Int, next: String? = nil) -> JSON {
        [
            "kind": .string(kind), "understood": .string(words.english), "words": words.json, "items": .array(items), "choices": [],
            "count": .integer(Int64(count)), "next": .text(next),
        ]
    }
}

extension Thing {
    var title: Phrase {
        switch self {
        case .area(let area): area.title
        case .project(let project): Phrase("ask.project-named", ["project": project.name])
        }
    }

    var json: JSON {
        switch self {
        case .area(let area): ["type": "area", "id": .string(area.id.rawValue), "name": .string(area.name), "words": area.title.json]
        case .project(let project):
            ["type": "project", "id": .string(project.id.text), "name": .string(project.name), "words": title.json]
        }
    }
}

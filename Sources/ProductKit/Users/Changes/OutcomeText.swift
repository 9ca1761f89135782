internal import Core
internal import Language
internal import Web

/// A change in words: what somebody gains by it, and what they lose.
struct OutcomeText {
    let outcome: MemberOutcome
    let areas: [AreaEntry]

    var gains: [Phrase] {
        let opened = changed { before, after in
            switch (before, after) {
            case (nil, "view"): "users.area-to-view"
            case (nil, _): "users.area-whole"
            case ("view", "manage"): "users.area-to-manage"
            default: nil
            }
        }
        guard let after = outcome.projectsAfter else { return opened + (outcome.projectsBefore == nil ? [] : ["users.every-project"]) }
        let before = Set((outcome.projectsBefore ?? after).map(\.id))
        return opened + after.filter { !before.contains($0.id) }.map(Self.project)
    }

    var losses: [Phrase] {
        let closed = changed { before, after in
            switch (before, after) {
            case ("manage", "view"): "users.area-to-manage"
            case (_, nil): "users.area-whole"
            default: nil
            }
        }
        guard let before = outcome.projectsBefore else {
            guard let after = outcome.projectsAfter else { return closed }
            return closed + [
                after.isEmpty ? "users.every-project" : Phrase("users.projects-but", ["projects": Phrase.all(after.map { .text($0.name) })])
            ]
        }
        let after = Set((outcome.projectsAfter ?? before).map(\.id))
        return closed + before.filter { !after.contains($0.id) }.map(Self.project)
    }

    var before: HTML { Self.list(outcome.rolesBefore) }
    var after: HTML { Self.list(outcome.rolesAfter) }

    static func list(_ phrases: [Phrase]) -> HTML {
        phrases.isEmpty ? "<span class=\"quiet\">\(words: "users.nothing")</span>" : "\(Phrase.all(phrases))"
    }

    /// What ends with somebody's right: tokens of directories and open invitations.
    var ends: [Phrase] {
        let tokens = outcome.ends.tokens
        let sent = outcome.ends.invitations
        let made: Phrase? =
            tokens.isEmpty
            ? nil
            : Phrase(
                "users.tokens-end", ["count": tokens.count, "name": outcome.name, "days": Phrase.all(tokens.map { Phrase.day($0) })])
        let invited: Phrase? =
            sent.isEmpty
            ? nil : Phrase("users.invitations-end", ["count": sent.count, "name": outcome.name, "addresses": Self.some(sent)])
        return [made, invited].compactMap(\.self)
    }

    /// The access keys that they made, which go on working; nil if they made none.
    var keysStay: Phrase? {
        let ends = outcome.ends
        guard ends.keyCount > 0 else { return nil }
        let stay = Phrase("users.keys-stay", ["count": ends.keyCount, "name": outcome.name])
        return ends.keys.isEmpty ? stay : .sentences([stay, Phrase("users.keys-called", ["keys": Self.some(ends.keys)])])
    }

    private static let most = 5

    /// Five of the names, and how many more there are.
    private static func some(_ names: [String]) -> Phrase {
        let shown = names.prefix(most).map { Phrase.text($0) }
        let rest = names.count - shown.count
        return rest == 0 ? .all(shown) : Phrase("users.some-and-more", ["names": Phrase.all(shown), "count": rest])
    }

    private func changed(_ key: (String?, String?) -> String?) -> [Phrase] {
        outcome.areas.compactMap { area in
            key(area.before, area.after).map { key in
                Phrase(key, ["area": areas.first { $0.id == area.id }?.title ?? .text(area.id)])
            }
        }
    }

    private static func project(_ project: Me.Project) -> Phrase { Phrase("users.project-named", ["project": project.name]) }
}

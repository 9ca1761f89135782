internal import Core
internal import Language
internal import Web

/// What whoever manages people should know of a member before they change anything. Nothing of it is a secret.
struct MemberFacts: Component {
    private static let mostKeys = 5

    let member: Member

    var html: HTML {
        let never: HTML = "<span class=\"quiet\">\(words: "users.not-yet")</span>"
        let joined = member.joinedAt.map { ("users.member-since" as Phrase, PageText.date($0)) }
        let keys = member.keyCount > 0 ? ("users.keys-made" as Phrase, self.keys) : nil
        let facts: [(Phrase, HTML)?] = [
            ("users.status", UserList.badge(member.status).html), joined,
            ("users.last-sign-in", PageText.time(rfc3339: member.lastSignIn) ?? never), ("users.second-factor", factor),
            ("users.signed-in-here", sessions), keys,
        ]
        let history = Button("users.history", .secondary, to: UserPath.history(member.id))
        return "\(Definitions(facts.compactMap(\.self)))\(Buttons("\(history)"))"
    }

    private var factor: HTML { "\(words: member.hasSecondFactor ? "users.has-second-factor" : "users.has-no-second-factor")" }

    private var sessions: HTML {
        guard !member.sessions.isEmpty else { return "<span class=\"quiet\">\(words: "users.not-signed-in")</span>" }
        return HTML.join(
            member.sessions.map { session in
                let used: HTML? = session.lastUsed.map { "<small>\(words: "users.used-at", ["time": $0])</small>" }
                return "<div>\(session.browser) \(used)</div>"
            })
    }

    /// Those that the reader may see by name, and the number of the others.
    private var keys: HTML {
        let named = member.keys.prefix(Self.mostKeys).map { key -> HTML in
            let used: Phrase = key.lastUsed.map { Phrase("users.used-at", ["time": $0]) } ?? "users.key-not-used"
            return "<div>\(key.name) <small>\(key.project) · \(used)</small></div>"
        }
        let others = member.keyCount - named.count
        let rest: HTML? = others > 0 ? "<div class=\"quiet\">\(words: "users.keys-more", ["count": others])</div>" : nil
        return "\(named)\(rest)"
    }
}

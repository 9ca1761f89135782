internal import Core
internal import Language
internal import Web

/// What others changed since the last visit, of what the reader may see: the ID's events, and what the product knows itself.
struct News: Sendable {
    private static let most = 10
    /// So many of the ID's are asked for; the reader's own are left out of them.
    private static let asked = 40

    struct Line: Sendable {
        let at: Timestamp
        let title: HTML
        let detail: HTML
    }

    private let since: Timestamp
    private let lines: [Line]
    private let opensActivity: Bool

    /// Cost: one question to the ID, for whoever reads of anything there, and what the product's own take.
    static func find(_ member: InAccount, since: Timestamp, _ site: ProductSite) async throws -> News {
        let own = try await site.news(member, since, site).filter { $0.at >= since }.map(Line.init)
        let others = try await events(member, since: since).filter { $0["by"]?["id"]?.string != member.me.person.id }.compactMap(Line.init)
        let lines = (own + others).sorted { $0.at > $1.at }
        return News(since: since, lines: lines, opensActivity: member.account.mayView(UsersArea.self))
    }

    private static func events(_ member: InAccount, since: Timestamp) async throws -> [JSON] {
        guard member.account.readsOfChanges else { return [] }
        let path = ManagementPath.events(member.account.id).query([("since", since.rfc3339), ("limit", String(asked))])
        // A first page is not to fail for what it says besides.
        do { return try await member.api.call("GET", path)["items"]?.array ?? [] } catch let problem as Problem where problem.status < 500 {
            return []
        }
    }

    var html: HTML {
        guard !lines.isEmpty else {
            return "<p class=\"quiet news\">\(words: "morning.nothing-new", ["time": since])</p>"
        }
        let items = lines.prefix(Self.most).map { line in
            (title: line.title, time: PageText.time(line.at), detail: line.detail, tone: Badge.Tone.neutral)
        }
        let all = UserPath.activity.query([("since", since.isoDate)])
        let more: HTML = opensActivity ? "<p><a href=\"\(all)\">\(words: "morning.all-changes")</a></p>" : ""
        let rest: HTML = lines.count > Self.most ? "<p class=\"quiet\">\(words: "morning.more-changed")</p>" : ""
        return Panel("morning.news", lead: Phrase("morning.since", ["time": since]), "\(Timeline(items))\(rest)\(more)").html
    }
}

extension News.Line {
    init(_ line: NewsLine) {
        at = line.at
        let words = Phrase.title(line.words)
        title = line.path.map { "<a href=\"\($0)\">\(words)</a>" } ?? "\(words)"
        detail = ""
    }

    /// An event as the ID tells it; nil for one without a time.
    init?(_ event: JSON) {
        guard let at = event["at"]?.string.flatMap({ Timestamp(rfc3339: $0) }) else { return nil }
        self.at = at
        title = event["subject"]?["name"]?.string.map { HTML(text: $0) } ?? "\(words: "event.nameless")"
        let said = HTML.join((EventText(event).lines + [EventText.source(event)]).map { "\($0)" }, separator: " · ")
        detail = "<p>\(said)</p>"
    }
}

extension Me.Account {
    /// Whether the ID tells the member of any changes. What belongs to projects it tells of to those who see them all.
    fileprivate var readsOfChanges: Bool {
        mayView(UsersArea.self) || mayView(SettingsArea.self)
            || hasAllProjects && (mayView(ProjectsArea.self) || mayView(AccessKeysArea.self))
    }
}

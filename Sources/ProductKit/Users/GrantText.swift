internal import Core
internal import Language
internal import Web

/// A member's roles as a line of a table shows them.
enum GrantText {
    private static let mostProjects = 3

    static func roles(_ member: Member) -> HTML {
        lines(member) { grant in
            "\(grant.role.title)\(until(grant.endsAt))"
        }
    }

    /// "until 31 March 2027"; nothing for a role without an end.
    static func until(_ end: Timestamp?) -> HTML? {
        end.map { "<small>\(words: "users.until", ["day": Phrase.day($0 - .milliseconds(1))])</small>" }
    }

    static func lastDay(_ grant: Member.Grant) -> HTML {
        grant.endsAt.map { PageText.date($0 - .milliseconds(1)) } ?? "<span class=\"quiet\">\(words: "users.no-end")</span>"
    }

    /// The field for it.
    static func lastDayField(_ form: FormState) -> TextField {
        TextField("last_day", "users.last-day", .date, in: form, hint: "users.last-day-hint", optional: true)
    }

    static func projects(_ member: Member) -> HTML { lines(member, projects) }

    static func projects(_ grant: Member.Grant) -> HTML {
        guard let projects = grant.projects else { return "\(words: "product.all-projects")" }
        guard !projects.isEmpty else { return "<span class=\"quiet\">\(words: "users.no-projects")</span>" }
        guard projects.count > mostProjects else {
            return HTML.join(projects.map { "\(name($0, below: grant.below))" }, separator: ", ")
        }
        let shown = projects.prefix(mostProjects).map(\.name).joined(separator: ", ")
        return "\(words: "users.projects-and-more", ["names": shown, "count": projects.count - mostProjects])"
    }

    /// "Checkout and what lies below", for one of those that were given so.
    static func name(_ project: Me.Project, below: [String]) -> Phrase {
        below.contains(project.id) ? Phrase("users.and-below", ["project": project.name]) : .text(project.name)
    }

    /// Since when, and by whom.
    static func origin(_ grant: Member.Grant) -> HTML {
        let day: Phrase = grant.givenAt.map { Phrase.day($0) } ?? "users.not-known"
        let words =
            grant.giver.map { Phrase("users.given-by", ["name": $0, "day": day]) }
            ?? Phrase(unnamed(grant.source), ["day": day])
        return "\(words)"
    }

    private static func unnamed(_ source: String) -> String {
        switch source {
        case "import": "users.given-by-import"
        case "directory": "users.given-by-directory"
        default: "users.given-by-operator"
        }
    }

    private static func lines(_ member: Member, _ line: (Member.Grant) -> HTML) -> HTML {
        guard member.grants.count != 1 else { return line(member.grants[0]) }
        guard !member.grants.isEmpty else { return "<span class=\"quiet\">\(words: "product.no-role")</span>" }
        return HTML.join(member.grants.map { "<div>\(line($0))</div>" })
    }
}

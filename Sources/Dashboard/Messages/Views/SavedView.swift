internal import Core
internal import Language
internal import ProductKit
internal import Traffic
internal import Web

package enum SavedViewKind: IdentifierKind { package static let prefix = "viw" }

/// A question to the list of messages, kept by a name. It holds no results: whoever opens it sees what they may see then.
struct SavedView: Sendable, Equatable {
    /// How many a person has in an account.
    static let most = 50
    static let longestName = 80

    let id: String
    /// The account's id at the ID.
    let account: String
    /// The subject of whoever made it.
    let owner: String
    var name: String
    /// The values of `MessageQuery`, but for empty ones.
    let question: [(String, String)]
    /// The project it names, by its id; nil for all that its reader sees.
    let project: String?
    /// Whether others of the account find it, who see its project.
    var isShared: Bool

    static func == (left: SavedView, right: SavedView) -> Bool {
        left.id == right.id && left.name == right.name && left.isShared == right.isShared && left.project == right.project
    }

    /// Whether that reader finds it.
    func isListed(for reader: String, _ visible: VisibleProjects) -> Bool {
        guard owner == reader || isShared else { return false }
        return project.map { project in visible.projects.contains { $0.id == project } } ?? true
    }

    /// Where its answer is.
    func path(_ place: [(String, String?)]) -> Path {
        MessagePath.list.query(
            question.map { ($0.0, $0.1) } + place.map { ($0.0, $0.0 == "_project" && $0.1 != nil ? project ?? "" : $0.1) })
    }

    /// What it asks, in words.
    func asked(_ visible: VisibleProjects) -> [Phrase] {
        let parts = question.map { name, value in
            Phrase("messages.asked-part", ["name": Self.label(name), "value": Self.value(value, of: name)])
        }
        guard let project, let known = visible.projects.first(where: { $0.id == project }) else { return parts }
        return parts + [Phrase("messages.asked-part", ["name": Phrase("messages.project"), "value": known.name])]
    }

    private static func label(_ name: String) -> Phrase {
        switch name {
        case "q": "messages.asked-box"
        case "time": "messages.time"
        case "status": "messages.status"
        case "error": "messages.part-error"
        case "country": "messages.country"
        case "sender": "messages.from"
        case "from": "messages.first-day"
        case "to": "messages.last-day"
        case "number": "messages.part-number"
        case "id": "messages.id"
        default: "messages.words"
        }
    }

    private static func value(_ value: String, of name: String) -> Phrase {
        switch name {
        case "time": TimePreset(rawValue: value)?.words ?? .text(value)
        case "country": CountryName.words(value.uppercased())
        case "status": value == MessageQuery.notDelivered ? "messages.not-delivered" : MessageStatus(rawValue: value)?.words ?? .text(value)
        default: .text(value)
        }
    }
}

extension Me.Account {
    /// Whether others may be given a view of that project, or of all that one sees.
    func mayShareViews(of project: String?, _ visible: VisibleProjects) -> Bool {
        mayManage([MessagesArea.id, ProjectsArea.id], inAllOf: project.map { [$0] } ?? visible.projects.map(\.id))
    }
}

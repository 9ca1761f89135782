internal import Language
internal import Traffic
internal import Web

/// The kept views above the list of messages, and the way to keep what is asked now.
struct ViewLinks: Sendable {
    private static let most = 8
    let views: [SavedView]
    let query: MessageQuery

    var html: HTML {
        let shown = views.prefix(Self.most).map { view -> HTML in "<li><a href=\"\(view.path(query.place))\">\(view.name)</a></li>" }
        let all: HTML = views.isEmpty ? "" : "<li><a class=\"quiet\" href=\"\(ViewPath.list)\">\(words: "messages.all-views")</a></li>"
        let keep: HTML =
            query.isNarrowed && query.errors.isEmpty && query.position == .newest
            ? "<li><a class=\"quiet\" href=\"\(query.path(ViewPath.new))\">\(words: "messages.keep-view")</a></li>" : ""
        let links: HTML = "\(shown)\(all)\(keep)"
        return links.isEmpty ? "" : "<ul class=\"views\" aria-label=\"\(words: "messages.views")\">\(links)</ul>"
    }
}

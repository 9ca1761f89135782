/// The families of browsers that the figures of a move tell apart.
package enum BrowserFamily: String, Sendable {
    case firefox = "Firefox"
    case edge = "Edge"
    case chrome = "Chrome"
    case safari = "Safari"
    case other = "other"

    /// Of a User-Agent header.
    package init(agent: String) {
        // Each of the later ones is named by those before it too.
        self =
            if agent.contains("Firefox/") { .firefox } else if agent.contains("Edg/") { .edge } else if agent.contains("Chrome/") {
                .chrome
            } else if agent.contains("Safari/") { .safari } else { .other }
    }
}

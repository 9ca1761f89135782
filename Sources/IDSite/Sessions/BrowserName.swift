internal import Identity
internal import Language

extension Session {
    var browserName: Phrase { origin.browserName }
}

extension ClientOrigin {
    /// For example "Firefox on Linux".
    var browserName: Phrase {
        guard let browser else { return agent.isEmpty ? "session.unknown-browser" : .text(String(agent.prefix(40))) }
        return system.map { Phrase("session.browser-on", ["browser": browser, "system": $0]) } ?? .text(browser)
    }
}

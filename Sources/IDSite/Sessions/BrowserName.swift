internal import Identity
internal import Language

extension Session {
    var browserName: Phrase { origin.browserName }
}

extension ClientOrigin {
    /// The browser and the system from the user agent, for example "Firefox on Linux".
    var browserName: Phrase {
        let browser =
            [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
            .first { agent.contains($0.0) }?.1
        let system =
            [
                ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
                ("Linux", "Linux"),
            ].first { agent.contains($0.0) }?.1
        guard let browser else { return agent.isEmpty ? "session.unknown-browser" : .text(String(agent.prefix(40))) }
        return system.map { Phrase("session.browser-on", ["browser": browser, "system": $0]) } ?? .text(browser)
    }
}

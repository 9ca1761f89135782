package import Core

extension OutboxEntry {
    /// The message as it leaves: with whose service it comes from, and where to ask for help.
    package func signed(by organisation: Organisation) -> OutboxEntry {
        switch kind {
        case .web: return self
        case .sms: return with(text: "\(organisation.name): \(text)", html: html)
        case .mail:
            let lines = [organisation.name, organisation.address] + (organisation.support.map { ["Help: " + $0] } ?? [])
            let page = html.map { html in
                let sign = lines.map { "<p style=\"font-size:14px;opacity:0.8;margin:0\">\(HTMLEscaping.escape($0))</p>" }.joined()
                return html.replacing("</body>", with: sign + "</body>")
            }
            return with(text: text + "\n-- \n" + lines.joined(separator: "\n") + "\n", html: page)
        }
    }
}

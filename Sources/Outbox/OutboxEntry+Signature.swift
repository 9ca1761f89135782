package import Core
internal import Language

extension OutboxEntry {
    /// The message as it leaves: with whose service it comes from, and where to ask for help.
    package func signed(by organisation: Organisation) -> OutboxEntry {
        switch kind {
        case .web: return self
        case .sms: return with(text: "\(organisation.name): \(text)", html: html)
        case .mail:
            let help = organisation.support.map { Phrase("mail.help", ["contact": $0]) }
            let lines = [organisation.name, organisation.address] + (help.map { [$0.text(for: Reader(language))] } ?? [])
            let page = html.map { html in
                let sign = lines.map { "<p style=\"font-size:14px;opacity:0.8;margin:0\">\(HTMLEscaping.escape($0))</p>" }.joined()
                return html.replacing("</body>", with: sign + "</body>")
            }
            return with(text: text + "\n-- \n" + lines.joined(separator: "\n") + "\n", html: page)
        }
    }
}

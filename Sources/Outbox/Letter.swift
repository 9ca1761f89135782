package import Core

/// The content of a mail: plain text and simple HTML from the same sentences, with at most one action.
package struct Letter: Sendable {
    package var subject: String
    package var paragraphs: [String]
    package var action: (label: String, url: String)?
    /// Why the mail was sent, and what to do if the reader did not cause it.
    package var ending: [String]

    package init(_ subject: String, _ paragraphs: [String], action: (label: String, url: String)? = nil, ending: [String]) {
        self.subject = subject
        self.paragraphs = paragraphs
        self.action = action
        self.ending = ending
    }

    package func message(to address: EmailAddress) -> OutgoingMessage {
        OutgoingMessage(.mail(address), .init(subject: subject, text: text, html: html))
    }

    private var text: String {
        let link = action.map { [$0.label + ":\n" + $0.url] } ?? []
        return (paragraphs + link + ending).joined(separator: "\n\n") + "\n"
    }

    /// One column, one action, nothing to load. The address is below its button, for mail programs that do not show the button.
    private var html: String {
        let link = action.map { action in
            let url = HTMLEscaping.escape(action.url)
            return """
                <p><a href="\(url)" style="\(Style.button)">\(HTMLEscaping.escape(action.label))</a></p>\
                <p style="\(Style.small)">Or open this address: <a href="\(url)">\(url)</a></p>
                """
        }
        let closing = ending.map { "<p style=\"\(Style.small)\">\(HTMLEscaping.escape($0))</p>" }.joined()
        return """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">\
            <title>\(HTMLEscaping.escape(subject))</title></head><body style="\(Style.body)">\
            \(paragraphs.map { "<p>\(HTMLEscaping.escape($0))</p>" }.joined())\(link ?? "")<hr style="\(Style.line)">\(closing)</body></html>
            """
    }

    private enum Style {
        static let body = "font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em;margin:0 auto;padding:24px 16px"
        static let button = """
            display:inline-block;padding:10px 16px;border-radius:6px;background:\(Palette.accent);color:\(Palette.onAccent);\
            font-weight:bold;text-decoration:none
            """
        static let small = "font-size:14px;opacity:0.8;overflow-wrap:anywhere"
        static let line = "border:0;border-top:1px solid \(Palette.controlLine);margin:24px 0"
    }
}

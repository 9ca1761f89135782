package import Core
package import Language

/// The content of a mail: plain text and simple HTML from the same sentences, with at most one action.
package struct Letter: Sendable {
    package var subject: Phrase
    package var paragraphs: [Phrase]
    package var action: (label: Phrase, url: String)?
    /// Why the mail was sent, and what to do if the reader did not cause it.
    package var ending: [Phrase]

    package init(_ subject: Phrase, _ paragraphs: [Phrase], action: (label: Phrase, url: String)? = nil, ending: [Phrase]) {
        self.subject = subject
        self.paragraphs = paragraphs
        self.action = action
        self.ending = ending
    }

    package func message(to recipient: Recipient) -> OutgoingMessage {
        let reader = recipient.reader
        let content = OutgoingMessage.Content(subject: subject.text(for: reader), text: text(for: reader), html: html(for: reader))
        return OutgoingMessage(.mail(recipient.address), content, in: reader.language)
    }

    private func text(for reader: Reader) -> String {
        let link = action.map { [$0.label.text(for: reader) + ":\n" + $0.url] } ?? []
        return (paragraphs.map { $0.text(for: reader) } + link + ending.map { $0.text(for: reader) }).joined(separator: "\n\n") + "\n"
    }

    /// One column, one action, nothing to load. The address is below its button, for mail programs that do not show the button.
    private func html(for reader: Reader) -> String {
        func words(_ phrase: Phrase) -> String { HTMLEscaping.escape(phrase.text(for: reader)) }
        let link = action.map { action in
            let url = HTMLEscaping.escape(action.url)
            return """
                <p><a href="\(url)" style="\(Style.button)">\(words(action.label))</a></p>\
                <p style="\(Style.small)">\(words("mail.or-open")) <a href="\(url)">\(url)</a></p>
                """
        }
        let closing = ending.map { "<p style=\"\(Style.small)\">\(words($0))</p>" }.joined()
        return """
            <!doctype html><html lang="\(reader.language.rawValue)"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">\
            <title>\(words(subject))</title></head><body style="\(Style.body)">\
            \(paragraphs.map { "<p>\(words($0))</p>" }.joined())\(link ?? "")<hr style="\(Style.line)">\(closing)</body></html>
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

/// Whom a mail goes to, and how they read it.
package struct Recipient: Sendable, Hashable {
    package let address: EmailAddress
    package let reader: Reader

    package init(_ address: EmailAddress, _ reader: Reader) {
        self.address = address
        self.reader = reader
    }
}

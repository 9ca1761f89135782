package import Core

/// A mail's words: plain text and simple HTML from the same sentences, with one action.
package struct Letter: Sendable {
    package var subject: String
    package var paragraphs: [String]
    package var action: (label: String, url: String)?
    /// Why it was sent, and what to do if it was not you.
    package var ending: [String]

    package init(_ subject: String, _ paragraphs: [String], action: (label: String, url: String)? = nil, ending: [String]) {
        (self.subject, self.paragraphs, self.action, self.ending) = (subject, paragraphs, action, ending)
    }

    package func message(to address: EmailAddress) -> OutgoingMessage {
        OutgoingMessage(.mail(address), .init(subject: subject, text: text, html: html))
    }

    private var text: String {
        let link = action.map { [$0.label + ":\n" + $0.url] } ?? []
        return (paragraphs + link + ending).joined(separator: "\n\n") + "\n"
    }

    private var html: String {
        let link = action.map { "<p><a href=\"\(escaped($0.url))\">\(escaped($0.label))</a></p>" } ?? ""
        return
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>\(escaped(subject))</title></head><body style=\"font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em\">"
            + paragraphs.map { "<p>\(escaped($0))</p>" }.joined() + link
            + ending.map { "<p style=\"color:#555;font-size:14px\">\(escaped($0))</p>" }.joined() + "</body></html>"
    }
}

private func escaped(_ text: String) -> String {
    var result: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "&"): result += "&amp;".utf8
        case UInt8(ascii: "<"): result += "&lt;".utf8
        case UInt8(ascii: ">"): result += "&gt;".utf8
        case UInt8(ascii: "\""): result += "&quot;".utf8
        case UInt8(ascii: "'"): result += "&#39;".utf8
        default: result.append(byte)
        }
    }
    return String(decoding: result, as: UTF8.self)
}

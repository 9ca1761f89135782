package import Core
internal import Foundation

/// A mail in the form that is sent (RFC 5322, MIME): plain text, and an HTML part if there is one.
///
/// No value can inject a header: text that is not plain ASCII is encoded, and control characters are replaced (threat 15).
package struct MailMessage: Sendable {
    package var recipient: EmailAddress
    package var subject: String
    package var text: String
    package var html: String?
    /// Becomes the Message-ID, so that a mail sent twice can be recognised as one.
    package var id: String
    package var date: Timestamp

    package init(to recipient: EmailAddress, subject: String, text: String, html: String?, id: String, date: Timestamp) {
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.html = html
        self.id = id
        self.date = date
    }

    package func bytes(from server: MailServer) -> [UInt8] {
        let domain = server.sender.address.written.split(separator: "@").last.map(String.init) ?? "localhost"
        let boundary = "=_" + id
        var lines = [
            "Date: \(rfc5322Date)", "From: \(Self.encodedWords(server.sender.name)) <\(server.sender.address.written)>",
            "To: <\(recipient.written)>",
            "Subject: \(Self.encodedWords(subject))", "Message-ID: <\(id)@\(domain)>", "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ]
        if let html {
            lines += ["Content-Type: multipart/alternative; boundary=\"\(boundary)\"", "", "--\(boundary)"]
            lines += part("plain", text) + ["--\(boundary)"] + part("html", html) + ["--\(boundary)--", ""]
        } else {
            lines += part("plain", text)
        }
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private func part(_ kind: String, _ body: String) -> [String] {
        let encoded = Data(body.utf8).base64EncodedString(options: [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ])
        return ["Content-Type: text/\(kind); charset=utf-8", "Content-Transfer-Encoding: base64", "", encoded]
    }

    /// RFC 2047: unchanged if the text is plain and short, otherwise base64 words of at most 75 characters, never split inside a
    /// character.
    static func encodedWords(_ text: String) -> String {
        let clean = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
        let isPlain = clean.utf8.allSatisfy { $0 >= 32 && $0 < 127 && !"\"<>()@,;:\\[]=?_".utf8.contains($0) }
        if isPlain, clean.utf8.count <= 60 { return clean }
        var words: [String] = []
        var current: [UInt8] = []
        for scalar in clean.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if current.count + bytes.count > 42 {
                words.append("=?utf-8?B?\(Data(current).base64EncodedString())?=")
                current = []
            }
            current += bytes
        }
        words.append("=?utf-8?B?\(Data(current).base64EncodedString())?=")
        return words.joined(separator: "\r\n ")
    }

    private var rfc5322Date: String {
        let time = CalendarTime(date)
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = days[(CalendarTime.days(year: time.year, month: time.month, day: time.day) % 7 + 7) % 7]
        let clock = [time.hour, time.minute, time.second].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
        return "\(day), \(time.day) \(months[time.month - 1]) \(time.year) \(clock) +0000"
    }
}

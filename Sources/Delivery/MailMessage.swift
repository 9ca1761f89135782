package import Core
internal import Foundation

/// A mail as it goes over the wire (RFC 5322, MIME): plain text, and HTML beside it where there is some.
///
/// No value can start a header of its own: what is not plain ASCII is encoded, and control characters are left out (threats.md, 15).
package struct MailMessage: Sendable {
    package var recipient: EmailAddress
    package var subject: String
    package var text: String
    package var html: String?
    /// Becomes the Message-ID, so that a mail sent twice can be seen to be one.
    package var id: String
    package var date: Timestamp

    package init(to recipient: EmailAddress, subject: String, text: String, html: String?, id: String, date: Timestamp) {
        (self.recipient, self.subject, self.text) = (recipient, subject, text)
        (self.html, self.id, self.date) = (html, id, date)
    }

    package func bytes(from server: MailServer) -> [UInt8] {
        let domain = server.sender.written.split(separator: "@").last.map(String.init) ?? "localhost"
        let boundary = "=_" + id
        var lines = [
            "Date: \(rfc5322Date)", "From: \(Self.encodedWords(server.senderName)) <\(server.sender.written)>",
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

    /// RFC 2047: as it is where it is plain and short, else base64 words of at most 75 characters, cut between characters.
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

import Core
import Delivery
import Foundation
import Testing

@Suite struct MailTests {
    static func server(_ port: Int) throws -> MailServer {
        MailServer(
            .init(host: "127.0.0.1", port: port, security: .none),
            sender: .init(try #require(EmailAddress("id@lanyard.example")), name: "Lanyard ID"))
    }

    /// A minimal SMTP server; `data` is the answer to the complete mail.
    static func smtp(answering data: String = "250 ok") throws -> LocalServer {
        try LocalServer { server, connection in
            server.send("220 test ESMTP\r\n", to: connection)
            while let line = server.line(from: connection) {
                if line.hasPrefix("EHLO") {
                    server.send("250-test\r\n250 SMTPUTF8\r\n", to: connection)
                } else if line == "DATA" {
                    server.send("354 go on\r\n", to: connection)
                    while let text = server.line(from: connection), text != "." {}
                    server.send(data + "\r\n", to: connection)
                } else if line == "QUIT" {
                    return server.send("221 bye\r\n", to: connection)
                } else {
                    server.send("250 ok\r\n", to: connection)
                }
            }
        }
    }

    @Test("A mail goes to its one recipient over SMTP, whatever its words are")
    func delivery() async throws {
        let server = try Self.smtp()
        defer { server.stop() }
        let mail = MailMessage(
            to: try #require(EmailAddress("ada@northwind.example")), subject: "Grüße an Łódź", text: "Hello\n.\nRCPT TO:<x@y.example>\n",
            html: "<p>Hello</p>", id: "out_1", date: Timestamp(seconds: 1_717_416_000))
        try await MailSender(try Self.server(server.port)).send(mail)
        #expect(server.lines.filter { $0.hasPrefix("RCPT") } == ["RCPT TO:<ada@northwind.example>"])
        #expect(server.lines.contains("Date: Mon, 3 Jun 2024 12:00:00 +0000"))
        #expect(server.lines.contains { $0.hasPrefix("Subject: =?utf-8?B?") })
        #expect(server.lines.contains(Data("<p>Hello</p>".utf8).base64EncodedString()))
    }

    @Test("A subject or a name with line breaks adds no header (threat 15)")
    func injection() throws {
        let mail = MailMessage(
            to: try #require(EmailAddress("ada@northwind.example")), subject: "Hi\r\nBcc: evil@x.example\r\n\r\nBody", text: "t", html: nil,
            id: "out_1", date: Timestamp(seconds: 0))
        let text = String(decoding: mail.bytes(from: try Self.server(25)), as: UTF8.self)
        let head = text.components(separatedBy: "\r\n\r\n")[0]
        #expect(!head.contains("\r\nBcc"))
        #expect(head.components(separatedBy: "\r\n").filter { $0.hasPrefix("Subject:") }.count == 1)
        #expect(!head.unicodeScalars.contains { $0.value > 126 })
    }

    @Test("A refusal for good is told from one to try again after")
    func refusals() async throws {
        let mail = MailMessage(
            to: try #require(EmailAddress("ada@northwind.example")), subject: "Hi", text: "t", html: nil, id: "out_1",
            date: Timestamp(seconds: 0))
        let never = try Self.smtp(answering: "550 no such mailbox")
        defer { never.stop() }
        await #expect(throws: MailSender.Failure.refused(detail: "the mail server answered 550")) {
            try await MailSender(try Self.server(never.port)).send(mail)
        }
        let later = try Self.smtp(answering: "451 try later")
        defer { later.stop() }
        await #expect(throws: MailSender.Failure.self) { try await MailSender(try Self.server(later.port)).send(mail) }
    }
}

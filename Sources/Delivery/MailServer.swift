internal import CCurl
package import Core
internal import Foundation

/// The operator's mail server, reached over SMTP.
package struct MailServer: Sendable {
    package enum Security: String, Sendable, CaseIterable {
        /// For a server on this machine.
        case none
        /// Starts unencrypted, then requires TLS.
        case startTLS = "starttls"
        case tls
    }

    /// Where the server listens.
    package struct Endpoint: Sendable {
        package var host: String
        package var port: Int
        package var security: Security

        package init(host: String, port: Int, security: Security) {
            self.host = host
            self.port = port
            self.security = security
        }
    }

    /// What the server asks for before it takes mail.
    package struct Login: Sendable {
        package var username: String
        package var password: Secret<String>?

        package init(username: String, password: Secret<String>?) {
            self.username = username
            self.password = password
        }
    }

    /// Whom the mails come from.
    package struct Sender: Sendable {
        package var address: EmailAddress
        package var name: String

        package init(_ address: EmailAddress, name: String) {
            self.address = address
            self.name = name
        }
    }

    package var endpoint: Endpoint
    package var login: Login?
    package var sender: Sender

    package init(_ endpoint: Endpoint, login: Login? = nil, sender: Sender) {
        self.endpoint = endpoint
        self.login = login
        self.sender = sender
    }
}

/// Sends mails on its own threads, one mail at a time on each.
package final class MailSender: Sendable {
    private let server: MailServer
    private let threads: WorkerThreads<Call<Void>>

    package init(_ server: MailServer) {
        self.server = server
        var options = WorkerOptions("mail", count: 2)
        options.waitingLimit = 64
        options.startsWhenNeeded = true
        threads = WorkerThreads(options)
    }

    deinit { threads.stop() }

    package enum Failure: Error, Sendable, Equatable {
        /// The server refused permanently (5xx): a retry does not help.
        case refused(detail: String)
        case later(detail: String)
    }

    package func send(_ mail: MailMessage) async throws {
        do { try await threads.run { [server] _, _ in try Self.deliver(mail, server) } } catch is QueueRejection {
            throw Failure.later(detail: "too many mails are waiting")
        }
    }

    /// Greets the server, with TLS and the sign-in that a mail would need, and sends nothing. Throws `Failure`.
    package func greet() async throws {
        do { try await threads.run { [server] _, _ in try Self.greet(server) } } catch is QueueRejection {
            throw Failure.later(detail: "too many mails are waiting")
        }
    }

    private static func greet(_ server: MailServer) throws {
        let handle = try handle(for: server)
        handle.set(CURLOPT_CONNECT_ONLY, 1)
        handle.set(CURLOPT_TIMEOUT_MS, 10000)
        do { _ = try handle.perform(headers: [], reach: .everywhere, maximumAnswer: 65536) } catch {
            throw Failure.later(detail: "\(error)")
        }
    }

    private static func handle(for server: MailServer) throws -> CurlHandle {
        guard let handle = CurlHandle() else { throw Failure.later(detail: "no handle") }
        handle.reset()
        handle.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        let endpoint = server.endpoint
        handle.set(CURLOPT_URL, "\(endpoint.security == .tls ? "smtps" : "smtp")://\(endpoint.host):\(endpoint.port)/localhost")
        if endpoint.security == .startTLS { handle.set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
        if let username = server.login?.username { handle.set(CURLOPT_USERNAME, username) }
        if let password = server.login?.password { handle.set(CURLOPT_PASSWORD, password.exposed) }
        handle.set(CURLOPT_CONNECTTIMEOUT_MS, 10000)
        return handle
    }

    private static func deliver(_ mail: MailMessage, _ server: MailServer) throws {
        let handle = try handle(for: server)
        handle.set(CURLOPT_MAIL_FROM, "<\(server.sender.address.written)>")
        handle.set(CURLOPT_UPLOAD, 1)
        handle.set(CURLOPT_TIMEOUT_MS, 60000)
        do {
            _ = try handle.perform(
                headers: [], recipients: ["<\(mail.recipient.written)>"], upload: mail.bytes(from: server), reach: .everywhere,
                maximumAnswer: 65536)
        } catch .rejected(let status) where status >= 500 {
            throw Failure.refused(detail: "the mail server answered \(status)")
        } catch { throw Failure.later(detail: "\(error)") }
    }
}

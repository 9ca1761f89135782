// Delivery is everything that leaves this server by itself: the one outgoing HTTP client, mail over SMTP, SMS through a gateway, and
// the worker that takes messages from the outbox. It does not decide what is sent: whoever changes something puts the message into the
// outbox in the same transaction (Audit).

/// What sends a request to another server. Made by `CurlHTTPClient`; a test passes its own.
package protocol HTTPClient: Sendable {
    /// Follows no redirect. Throws `OutgoingHTTPError`; an answer of any status is an answer.
    func send(_ request: OutgoingRequest) async throws -> OutgoingResponse
}

package struct OutgoingRequest: Sendable {
    package var method: String
    /// An absolute http or https URL.
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]?
    /// For the whole exchange, connecting included.
    package var timeout: Duration
    /// Bytes; a longer answer is an error.
    package var maximumAnswer: Int

    package init(
        _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        timeout: Duration = .seconds(10), maximumAnswer: Int = 1_048_576
    ) {
        (self.method, self.url, self.headers, self.body) = (method, url, headers, body)
        (self.timeout, self.maximumAnswer) = (timeout, maximumAnswer)
    }
}

package struct OutgoingResponse: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }

    /// The first header of that name, compared without regard to case.
    package func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
}

package enum OutgoingHTTPError: Error, Sendable, Equatable {
    /// Not http or https, or a control character in the URL, a header or the method.
    case badRequest
    /// The name leads to an address that this client may not reach (a private network, the machine itself).
    case forbiddenAddress
    case timedOut
    case answerTooLong
    /// Too many requests are waiting for a thread.
    case overloaded
    /// A mail server's answer of 400 and more.
    case rejected(status: Int)
    /// The other server could not be reached or broke off. `detail` is for the log.
    case unreachable(detail: String)
}

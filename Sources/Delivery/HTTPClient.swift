// Delivery is everything that this server sends on its own: the one outgoing HTTP client, mail over SMTP, SMS through a gateway, and the
// worker that takes messages from the outbox. It does not decide what is sent: the code that makes a change puts the message into the
// outbox in the same transaction (Outbox).

/// Sends requests to other servers. Implemented by `CurlHTTPClient`; a test passes its own.
package protocol HTTPClient: Sendable {
    /// Follows no redirect. Throws `OutgoingHTTPError`; a response with an error status is returned, not thrown.
    func send(_ request: OutgoingRequest) async throws -> OutgoingResponse
}

package struct OutgoingRequest: Sendable {
    package var method: String
    /// An absolute http or https URL.
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]?
    /// For the whole exchange, including connecting.
    package var timeout: Duration
    /// In bytes; a longer answer is an error.
    package var maximumAnswer: Int

    package init(
        _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        timeout: Duration = .seconds(10), maximumAnswer: Int = 1_048_576
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.maximumAnswer = maximumAnswer
    }
}

package struct OutgoingResponse: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, compared without regard to case.
    package func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
}

package enum OutgoingHTTPError: Error, Sendable, Equatable {
    /// Not http or https, or a control character in the URL, a header or the method.
    case badRequest
    /// The name resolves to an address that this client may not reach (a private network, the machine itself).
    case forbiddenAddress
    case timedOut
    case answerTooLong
    /// Too many requests are waiting for a thread.
    case overloaded
    /// A mail server answered with status 400 or above.
    case rejected(status: Int)
    /// The other server could not be reached, or the transfer failed. `detail` is for the log.
    case unreachable(detail: String)
}

package import Core
internal import Foundation

/// The operator's SMS gateway: a JSON object `{"to", "from", "text"}` is posted to its URL, with a bearer token if one is configured.
package struct SMSGateway: Sendable {
    package var url: String
    package var token: Secret<String>?
    package var sender: String

    package init(url: String, token: Secret<String>?, sender: String) {
        self.url = url
        self.token = token
        self.sender = sender
    }

    /// Hands a text over at once. Throws `OutgoingHTTPError`; `rejected` if the gateway refuses it.
    package func send(_ text: String, to number: PhoneNumber, by http: any HTTPClient) async throws {
        let answer = try await http.send(request(to: number.text, text: text))
        guard (200..<300).contains(answer.status) else { throw OutgoingHTTPError.rejected(status: answer.status) }
    }

    func request(to number: String, text: String) throws -> OutgoingRequest {
        let body = try JSONEncoder().encode(["to": number, "from": sender, "text": text])
        var headers = [(name: "Content-Type", value: "application/json")]
        if let token { headers.append((name: "Authorization", value: "Bearer " + token.exposed)) }
        return OutgoingRequest("POST", url, headers: headers, body: Array(body))
    }
}

package import Core
package import Delivery
package import JOSE

/// What a product needs to reach the ID: the ID's address, which is also the issuer, the credentials of the product's client, and HTTP.
package struct ProviderConnection: Sendable {
    package var issuer: String
    package var clientID: String
    package var clientSecret: Secret<String>
    package var http: any HTTPClient
    /// Signs that somebody signed in with the product itself; nil where everybody signs in at the ID.
    package var assertionKey: SigningKey?

    package init(issuer: String, clientID: String, clientSecret: Secret<String>, http: any HTTPClient) {
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.http = http
    }
}

extension ProviderConnection {
    /// The client's id and secret for HTTP Basic. RFC 6749 section 2.3.1: they are form-encoded before they are joined.
    package var basicAuthorization: String {
        let credentials = PercentCoding.encode(clientID) + ":" + PercentCoding.encode(clientSecret.exposed)
        return "Basic " + Base64.encode(Array(credentials.utf8))
    }
}

/// Base64 with padding (RFC 4648 section 4), for Basic authentication.
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String {
        let plain = Base64URL.encode(bytes).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        return String(plain) + String(repeating: "=", count: (4 - plain.count % 4) % 4)
    }
}

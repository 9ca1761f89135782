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

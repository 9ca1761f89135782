package import Core
package import Logging

/// What one server is told at its start.
package struct WebsiteSettings: Sendable {
    /// Where people reach it.
    package var address: PublicAddress
    /// Its session cookie's name without prefix, which begins the names of its other cookies: `lanyard_id`.
    package var cookieName: String
    /// Whose pages these are.
    package var brand: Brand
    /// Authenticates form tokens and notices; 32 bytes, the same on every node.
    package var formKey: Secret<[UInt8]>
    package var proxies = TrustedProxies()
    package var clock: any WallClock = SystemClock()
    package var log = Logger(label: "lanyard")
    /// Whether it can serve: asked by `/health/ready`.
    package var isReady: @Sendable () async -> Bool = { true }
    /// Turns errors of other layers into problems: a full hashing queue into 503, for one. nil where it is a fault of ours.
    package var problem: @Sendable (any Error) -> Problem? = { _ in nil }
    /// Draws the pages of problems; the product's own shell where it has one.
    package var problemPage: @Sendable (Problem, WebRequest) async -> HTML? = { _, _ in nil }
    /// Origins besides our own that forms of every page may lead to: the ID's, for a product whose forms sign out there.
    package var formOrigins: [String] = []
    /// Lines added to `/metrics`, in the text format of Prometheus.
    package var metrics: @Sendable () -> String = { "" }
    /// How long a body may take to arrive.
    package var bodyTime: Duration = .seconds(20)

    package init(address: PublicAddress, cookieName: String, brand: Brand, formKey: Secret<[UInt8]>) {
        (self.address, self.cookieName, self.brand, self.formKey) = (address, cookieName, brand, formKey)
    }
}

package import Core
package import Language
package import Logging

/// The settings of one server.
package struct WebsiteSettings: Sendable {
    /// The server's public address.
    package var address: PublicAddress
    /// The name of the session cookie without prefix, such as `lanyard_id`. The names of the server's other cookies begin with it.
    package var cookieName: String
    /// The brand of the server's pages.
    package var brand: Brand
    /// Whose service this is; its name, logo and support contact are on every page outside a product's shell.
    package var organisation: Organisation?
    /// The logo's bytes and their media type.
    package var logo: (type: String, bytes: [UInt8])?
    /// Authenticates form tokens and notices; 32 bytes, the same on every node.
    package var formKey: Secret<[UInt8]>
    package var proxies = TrustedProxies()
    package var clock: any WallClock = SystemClock()
    package var log = Logger(label: "lanyard")
    /// Whether the server is ready; `/health/ready` calls this.
    package var isReady: @Sendable () async -> Bool = { true }
    /// Turns errors of other layers into problems, such as a full hashing queue into 503. nil for an internal error.
    package var problem: @Sendable (any Error) -> Problem? = { _ in nil }
    /// Draws the page of a problem in the product's own shell; nil for the standard page.
    package var problemPage: @Sendable (Problem, WebRequest) async -> HTML? = { _, _ in nil }
    /// Other origins that the forms of every page may redirect to: the ID's, for a product whose forms sign out there.
    package var formOrigins: [String] = []
    /// Which other origin's pages may read the answer to a request (CORS): the value of `Access-Control-Allow-Origin`; nil for none.
    package var sharing: @Sendable (WebRequest) async -> String? = { _ in nil }
    /// Whether the server is about to stop: then each answer ends its connection, so that a balancer opens the next one elsewhere.
    package var isStopping: @Sendable () -> Bool = { false }
    /// Lines added to `/metrics`, in the text format of Prometheus.
    package var metrics: @Sendable () async -> String = { "" }
    /// How long a body may take to arrive.
    package var bodyTime: Duration = .seconds(20)
    /// After how long a connection on which nothing happens is closed, in whole seconds.
    package var idleTime: Duration = .seconds(30)

    package init(address: PublicAddress, cookieName: String, brand: Brand, formKey: Secret<[UInt8]>) {
        self.address = address
        self.cookieName = cookieName
        self.brand = brand
        self.formKey = formKey
    }
}

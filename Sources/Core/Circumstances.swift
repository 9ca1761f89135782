/// In which circumstances something is done, for the event that tells of it: set for a request once its proof stands, and read where the
/// event is written. A command and the server's own work have none.
package struct Circumstances: Sendable, Equatable {
    /// The network address that the person's request came from; nil for what a client asks for in their name.
    package var network: String?
    package var session: SessionID?
    /// How the person proved who they are: the authentication context, then the methods of RFC 8176.
    package var proof: String?
    /// The client that acts in the person's name.
    package var client: String?

    package init(network: String? = nil, session: SessionID? = nil, proof: String? = nil, client: String? = nil) {
        self.network = network
        self.session = session
        self.proof = proof
        self.client = client
    }

    /// Those of the task. `Database.write` carries them to the thread of its body.
    @TaskLocal package static var current = Circumstances()
}

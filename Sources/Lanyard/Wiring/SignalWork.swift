internal import Core
internal import Delivery
internal import JOSE
internal import Logging
internal import OpenID
internal import Signals

extension BackgroundWork {
    /// Sends what waits for the receivers of signals.
    static func signals(_ installation: Installation, _ provider: OpenIDProvider, _ log: Logger) -> BackgroundWork {
        let http = CurlHTTPClient(reach: installation.reachOfClients, threads: 128)
        let dispatcher = SignalDispatcher(
            SignalDispatcher.Parts(
                database: installation.database, clock: installation.clock, keyring: installation.keyring, issuer: provider.issuer
            ) { url, headers, body in
                try await http.send(OutgoingRequest("POST", url, headers: headers, body: Array(body.utf8), maximumAnswer: 16_384)).status
            } sign: { claims, now in
                // The algorithm that CAEP's profile for interoperability names.
                try await provider.keys.signingKey(.rs256, at: now).sign(claims, as: .securityEvent)
            }, log: log)
        return BackgroundWork(name: "signals", interval: .milliseconds(200), log: log) {
            try await dispatcher.run(every: .milliseconds(200))
        }
    }
}

package import Core
internal import Foundation

/// What a receiver is made from.
package struct SignalTerms: Sendable {
    package var product: String
    package var form: SignalReceiver.Form
    package var url: String
    package var types: [String] = []
    /// For security events; the URL if nil.
    package var audience: String?
    /// The bearer token that a receiver of security events asks for. A webhook's secret is made here.
    package var token: Secret<String>?

    package init(product: String, form: SignalReceiver.Form, url: String) {
        self.product = product
        self.form = form
        self.url = url
    }

    /// The receiver, and the secret of a webhook, which is told once. Throws `SignalError`, `Keyring.Unreadable`.
    package func receiver(
        sealedBy keyring: Keyring, random: some RandomSource = SystemRandom(), at now: Timestamp
    ) throws -> (SignalReceiver, Secret<String>?) {
        guard Self.isUsable(url) else { throw SignalError.unusableAddress }
        let known = form == .webhook ? Signal.types : SecurityEvent.allCases.map(\.rawValue)
        let unknown = types.filter { !known.contains($0) }
        guard unknown.isEmpty else { throw SignalError.unknownTypes(unknown, known: known) }
        let id = SignalReceiverID(at: now)
        let key = Secret(random.bytes(32))
        let secret = form == .webhook ? key.exposed : token.map { Array($0.exposed.utf8) }
        let receiver = SignalReceiver(
            id: id, product: product, form: form, url: url, types: types, audience: form == .webhook ? "" : audience ?? url,
            secretSealed: try secret.map { try keyring.seal($0, purpose: SignalReceiver.purpose(of: id)) }, createdAt: now)
        return (receiver, form == .webhook ? StandardWebhook.written(key) : nil)
    }

    /// https, or http on this machine; with a host that can be looked up, and without a name and password, which would stand in logs.
    private static func isUsable(_ url: String) -> Bool {
        guard url.utf8.allSatisfy({ (33...126).contains($0) }), let parts = URLComponents(string: url), let host = parts.host,
            !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.fragment == nil
        else { return false }
        return parts.scheme == "https" || parts.scheme == "http" && ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
    }
}

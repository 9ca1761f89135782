internal import Access
internal import ClassicSignIn
internal import Core
internal import Credentials
internal import Delivery
internal import Foundation
internal import IDSite
internal import Identity
internal import OpenID
internal import ProductKit
internal import SQL
internal import Web

extension Installation {
    func address(of part: LanyardServer.Part) throws -> PublicAddress {
        let text = configuration.text(part.name + ".public_address")
        guard let address = PublicAddress(text) else { throw CommandError("\(part.name).public_address '\(text)' cannot be used.") }
        return address
    }

    /// The product's own client at the ID. It is created or updated.
    func client(of product: ProductPart) async throws -> FirstPartyClient {
        let place = try product.place(self)
        var registered = FirstPartyClient.Product(
            id: product.rawValue, name: place.brand.name, address: place.address, callback: RelyingPartyPath.callback,
            afterSignOut: [RelyingPartyPath.signedOut, CommonPath.home], backchannelLogout: RelyingPartyPath.backChannelLogout)
        let keys = try await classicKeys(of: product)
        registered.assertionKeys = keys?.assertionKeys
        try await register(keys, of: product)
        return try await FirstPartyClient.ensure(registered, keyring: keyring, in: database, at: clock.now())
    }

    /// Where the logout of a client and signals may be sent. This machine itself only where the configuration says so: one of the products is on it, or
    /// `logout.reach_loopback` is set (an address that somebody registered must not reach what listens here).
    var reachOfClients: ReachableAddresses {
        let isLocal = LanyardServer.Part.allCases.contains {
            PublicAddress(configuration.text($0.name + ".public_address"))?.isLoopback == true
        }
        return isLocal || configuration.flag("logout.reach_loopback") ? .publicAndLoopback : .publicOnly
    }

    func recovery(steps: SignInSteps, address: PublicAddress) -> Recovery {
        let catalog = catalog
        let breached = configuration["passwords.breached_file"].flatMap { BreachedPasswords(path: $0) }
        return Recovery(
            steps: steps, policy: PasswordPolicy(breached: breached), productName: { catalog[ProductID(rawValue: $0)]?.name },
            link: Self.passwordLink(at: address))
    }

    func welcomeMail() throws -> WelcomeMail {
        let address = try address(of: .id)
        return WelcomeMail(from: try organisation().name, sealedBy: keyring, link: Self.passwordLink(at: address))
    }

    private static func passwordLink(at address: PublicAddress) -> @Sendable (Secret<String>) -> String {
        { address.url(RecoveryPath.setPassword($0)) }
    }

    /// nil in example mode and if none is configured.
    var mailServer: MailServer? { configuration.mailServer }

    var smsGateway: SMSGateway? {
        guard !configuration.flag("example"), let url = configuration["sms.url"] else { return nil }
        return SMSGateway(url: url, token: configuration.secret("sms.token"), sender: "Lanyard")
    }
}

extension Configuration {
    /// nil in example mode and if no mail server is configured: mail is then kept for the mailbox page.
    var mailServer: MailServer? {
        guard !flag("example"), let address = self["smtp.url"], let url = URLComponents(string: address),
            let host = url.host,
            let sender = EmailAddress(text("smtp.from"))
        else { return nil }
        let isLocal = ["localhost", "127.0.0.1", "::1"].contains(host)
        let security: MailServer.Security = url.scheme == "smtps" ? .tls : isLocal ? .none : .startTLS
        return MailServer(
            .init(host: host, port: url.port ?? (security == .tls ? 465 : 587), security: security),
            login: self["smtp.username"].map { .init(username: $0, password: secret("smtp.password")) },
            sender: .init(sender, name: Brand.id.name))
    }
}

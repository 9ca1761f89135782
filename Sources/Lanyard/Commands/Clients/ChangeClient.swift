internal import Access
internal import ArgumentParser
internal import Audit
internal import Core
internal import OpenID
internal import SQL

struct ChangeClient: AsyncParsableCommand, Sendable {
    static let configuration = CommandConfiguration(
        commandName: "change", abstract: "Change what a client was registered with, or its secret. It counts at the next request.")
    @OptionGroup var printing: Printing
    @Argument(help: "The client's id.") var client: String
    @Option(help: "What people see from now on.") var name: String?
    @Option(help: "Where people come back to; replaces all there were, may be given more than once.") var redirect: [String] = []
    @Option(help: "Where people may be sent after signing out; replaces all there were, may be given more than once.")
    var postLogoutRedirect: [String] = []
    @Option(help: "Where logout tokens are posted.") var backchannelLogout: String?
    @Option(help: "A scope it may ask for; replaces all there were, may be given more than once.") var scope: [String] = []
    @Option(help: "authorization_code, refresh_token or client_credentials; replaces all there were.") var grant: [String] = []
    @Option(help: "RS256, ES256 or EdDSA.") var idTokenAlgorithm: String?
    @Flag(inversion: .prefixedNo, help: "Whether it needs PKCE.") var pkce: Bool?
    @Flag(inversion: .prefixedNo, help: "Whether the ID token has the claims of profile and email.") var claimsInIdToken: Bool?
    @Flag(inversion: .prefixedNo, help: "Whether whoever has several accounts is asked which.") var needsAccount: Bool?
    @Flag(inversion: .prefixedNo, help: "Whether it gets tokens alone that are bound to a key of its own (DPoP).") var dpop: Bool?
    @Flag(inversion: .prefixedNo, help: "Whether it is ours: then nobody is asked for consent.") var firstParty: Bool?
    @Option(help: "The product it is the door of.") var product: String?
    @Option(help: "The account whose people come in, with its product.") var account: String?
    @Option(help: "An API that it serves; replaces all there were, may be given more than once.") var resource: [String] = []
    @Option(help: "An API of another client that it may ask tokens for; replaces all there were.") var usesResource: [String] = []
    @Option(help: "A client whose tokens it may exchange, by its id; replaces all there were.") var exchangesFrom: [String] = []
    @Option(help: "Where people read what it does with their data.") var policy: String?
    @Option(help: "Where it helps people.") var support: String?
    @Option(help: "The https address of its mark, a picture shown where people are asked for their consent.") var logo: String?
    @Flag(inversion: .prefixedNo, help: "Whether it sends its requests ahead (PAR), and no other request counts.") var pushedRequests: Bool?
    @Option(help: "A file with its public keys (JWK Set); from then on it signs who it is, and its secret counts no more.") var keys:
        String?
    @Flag(help: "Make a new secret, which is printed once.") var newSecret = false
    @Option(help: "For how many hours the old secret is accepted beside a new one.") var oldSecretHours = 24

    func validate() throws {
        if !(0...720).contains(oldSecretHours) { throw ValidationError("--old-secret-hours is 0 to 720: thirty days at most.") }
        let lists = redirect + postLogoutRedirect + scope + grant + resource + usesResource + exchangesFrom
        let texts = [name, backchannelLogout, idTokenAlgorithm, product, account, keys, policy, support, logo].compactMap(\.self)
        let flags = [pkce, claimsInIdToken, needsAccount, firstParty, dpop, pushedRequests].compactMap(\.self)
        guard lists.isEmpty, texts.isEmpty, flags.isEmpty, !newSecret else { return }
        throw ValidationError("Say what to change; --help lists what can be.")
    }

    func run() async throws {
        try await printing.answer { installation in
            let found = try await installation.client(named: client)
            let now = installation.clock.now()
            var accountID: AccountID?
            if let account { accountID = try await installation.account(named: account).id }
            if let product { _ = try installation.product(named: product) }
            let change = ClientChange(command: self, account: accountID, keys: try keys.map(KeyFile.read))
            let (changed, secret) = try await installation.database.write { tx -> (PrintedClient, Secret<String>?) in
                var changed = try change.applied(to: tx.client(found.id) ?? found)
                var secret: Secret<String>?
                if change.command.newSecret {
                    guard changed.kind == .confidential else { throw CommandError("\(changed.name) is public and has no secret.") }
                    let (renewed, made) = changed.withNewSecret(oldFor: .hours(Int64(change.command.oldSecretHours)), at: now)
                    changed = renewed
                    secret = made
                }
                try tx.update(changed, by: .operatorCommand, at: now)
                return (PrintedClient(changed, secret: secret), secret)
            }
            let words = secret.map { secret in
                "\nclient_secret  \(secret.exposed)\nThe secret is not shown again. The old one is accepted for \(oldSecretHours) hours."
            }
            return Answer(changed, changed.words + (words ?? ""))
        }
    }
}

/// The changes to a client. What the command does not name stays.
private struct ClientChange: Sendable {
    let command: ChangeClient
    let account: AccountID?
    let keys: String?

    /// Throws `CommandError`.
    func applied(to client: Client) throws -> Client {
        guard client.revokedAt == nil else {
            throw CommandError("\(client.name) is revoked. Register a new client with 'lanyard client add'.")
        }
        guard !client.isAccessKey else { throw CommandError("\(client.name) is an access key. It is made and revoked in its product.") }
        if client.firstParty, let product = client.product, ProductPart(rawValue: product) != nil {
            throw CommandError("\(client.name) follows the configuration: change \(product).public_address there, and start it again.")
        }
        var wanted = ClientRegistration(of: client)
        wanted.name = command.name ?? client.name
        wanted.keys = keys ?? client.assertionKeys
        wanted.backchannelLogoutURI = command.backchannelLogout ?? client.backchannelLogoutURI
        if !command.redirect.isEmpty { wanted.redirectURIs = command.redirect }
        if !command.postLogoutRedirect.isEmpty { wanted.postLogoutRedirectURIs = command.postLogoutRedirect }
        if !command.resource.isEmpty { wanted.resources = command.resource }
        if !command.usesResource.isEmpty { wanted.usesResources = command.usesResource }
        if !command.exchangesFrom.isEmpty { wanted.exchangesFrom = try command.exchangesFrom.map(ClientID.init(named:)) }
        wanted.policyURI = command.policy ?? client.policyURI
        wanted.supportURI = command.support ?? client.supportURI
        wanted.logoURI = command.logo ?? client.logoURI
        wanted.needsPushedRequests = command.pushedRequests ?? client.needsPushedRequests
        if !command.scope.isEmpty { wanted.scopes = command.scope }
        if !command.grant.isEmpty { wanted.grantTypes = Set(try command.grant.map(Client.GrantType.init(named:))) }
        if let name = command.idTokenAlgorithm {
            guard wanted.signsIDTokens(with: name) else { throw CommandError("ID tokens are signed with RS256, ES256 or EdDSA.") }
        }
        wanted.requirePKCE = command.pkce ?? client.requirePKCE
        wanted.claimsInIDToken = command.claimsInIdToken ?? client.claimsInIDToken
        wanted.needsBoundTokens = command.dpop ?? client.needsBoundTokens
        wanted.needsAccount = command.needsAccount ?? client.needsAccount
        wanted.firstParty = command.firstParty ?? client.firstParty
        wanted.product = command.product ?? client.product
        wanted.account = account ?? client.account
        do { try wanted.check() } catch { throw CommandError(error) }
        return wanted.applied(to: client)
    }
}

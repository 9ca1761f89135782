internal import Access
internal import ArgumentParser
internal import Audit
internal import Core
internal import JOSE
internal import Language
internal import OpenID
internal import SQL

struct AddClient: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Register a client. Its id and secret are printed once.")
    @OptionGroup var printing: Printing
    @Argument(help: "What people see when it asks them to sign in.") var name: String
    @Option(help: "Where people come back to; may be given more than once.") var redirect: [String] = []
    @Option(help: "Where people may be sent after signing out; may be given more than once.") var postLogoutRedirect: [String] = []
    @Option(help: "Where logout tokens are posted.") var backchannelLogout: String?
    @Option(help: "authorization_code, refresh_token, client_credentials or device_code; the first two when a redirect is given.")
    var grant: [String] =
        []
    @Option(help: "A scope it may ask for; may be given more than once.") var scope: [String] = []
    @Option(help: "RS256, ES256 or EdDSA.") var idTokenAlgorithm = "RS256"
    @Flag(name: .customLong("public"), help: "It runs where no secret can be kept.") var isPublic = false
    @Flag(help: "Ours: nobody is asked for consent.") var firstParty = false
    @Flag(help: "Do without PKCE, for a confidential client whose library cannot do it.") var noPkce = false
    @Option(help: "The product it is the door of: only that product's members come in, with their roles in it.") var product: String?
    @Option(help: "The account whose people come in, with --product; its ID tokens then have their roles, also as groups.") var account:
        String?
    @Flag(help: "Put the claims of profile and email into the ID token, for a library that does not ask the userinfo endpoint.")
    var claimsInIdToken = false
    @Option(help: "A file with its public keys (JWK Set), by which it signs who it is (private_key_jwt) instead of having a secret.")
    var keys: String?
    @Option(help: "An API that it serves, as the address that tokens for it name; may be given more than once.") var resource: [String] = []
    @Option(help: "An API of another client that it may ask tokens for; may be given more than once.") var usesResource: [String] = []
    @Option(help: "A client whose tokens it may exchange (RFC 8693), by its id; may be given more than once.") var exchangesFrom: [String] =
        []
    @Option(help: "Where people read what it does with their data.") var policy: String?
    @Option(help: "Where it helps people.") var support: String?
    @Option(help: "The https address of its mark, a picture shown where people are asked for their consent.") var logo: String?
    @Flag(help: "It sends its requests ahead (PAR), and no other request counts.") var pushedRequests = false
    @Flag(help: "It gets tokens alone that are bound to a key of its own (DPoP).") var dpop = false
    @Flag(help: "It is of use with an account alone: whoever has several is asked which.") var needsAccount = false

    func run() async throws {
        let wanted = try registration()
        try await printing.answer(creating: true) { installation in
            var registration = wanted
            if let account { registration.account = try await installation.account(named: account).id }
            try installation.checkProduct(of: registration)
            let now = installation.clock.now()
            let made: ClientRegistration.Made
            do throws(Problem) { made = try registration.client(at: now) } catch { throw CommandError(error) }
            try await installation.database.write { try $0.add(made.client, by: .operatorCommand, at: now) }
            let secret = PrintedSecret(id: made.client.id, secret: made.secret)
            return Answer(secret, secret.words)
        }
    }

    private func registration() throws -> ClientRegistration {
        let grants = try grant.map(Client.GrantType.init(named:))
        guard let algorithm = Algorithm(rawValue: idTokenAlgorithm) else {
            throw CommandError("ID tokens are signed with RS256, ES256 or EdDSA.")
        }
        var registration = ClientRegistration.relyingParty(name, redirectURIs: redirect)
        if !grants.isEmpty { registration.grantTypes = Set(grants) }
        if !scope.isEmpty || !registration.grantTypes.contains(.authorizationCode) { registration.scopes = scope }
        registration.kind = isPublic ? .public : .confidential
        registration.firstParty = firstParty
        registration.requirePKCE = !noPkce
        registration.idTokenAlgorithm = algorithm
        registration.postLogoutRedirectURIs = postLogoutRedirect
        registration.backchannelLogoutURI = backchannelLogout
        registration.product = product
        registration.claimsInIDToken = claimsInIdToken
        registration.needsAccount = needsAccount
        registration.needsBoundTokens = dpop
        registration.resources = resource
        registration.usesResources = usesResource
        registration.exchangesFrom = try exchangesFrom.map(ClientID.init(named:))
        registration.policyURI = policy
        registration.supportURI = support
        registration.logoURI = logo
        registration.needsPushedRequests = pushedRequests
        registration.keys = try keys.map(KeyFile.read)
        return registration
    }
}

extension Installation {
    /// Throws `CommandError` for an unknown product, and for a second first-party client of a product, which makes its own when it first
    /// starts.
    fileprivate func checkProduct(of registration: ClientRegistration) throws {
        guard let text = registration.product else { return }
        let product = try product(named: text)
        if registration.firstParty, ProductPart(rawValue: text) != nil {
            throw CommandError("\(product.name) has its own client, made when it first starts. Leave out --first-party or --product.")
        }
    }
}

extension ClientID {
    /// Throws `CommandError` for what is no client's id.
    init(named text: String) throws {
        guard let id = ClientID(text) else { throw CommandError("'\(text)' is no client's id. 'lanyard client list' shows them.") }
        self = id
    }
}

extension Client.GrantType {
    /// Throws `CommandError` for what is no grant.
    init(named text: String) throws {
        let full = "urn:ietf:params:oauth:grant-type:" + text
        guard let grant = Client.GrantType(rawValue: text) ?? Client.GrantType(rawValue: full) else {
            throw CommandError("'\(text)' is not a grant. Use \(Client.GrantType.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        self = grant
    }
}

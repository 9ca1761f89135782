internal import ArgumentParser
internal import Audit
internal import Core
internal import OpenID
internal import SQL

struct ChangeClient: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "change", abstract: "Change a client's name, addresses or scopes. It counts at the next request.")
    @OptionGroup var printing: Printing
    @Argument(help: "The client's id.") var client: String
    @Option(help: "What people see from now on.") var name: String?
    @Option(help: "Where people come back to; replaces all there were, may be given more than once.") var redirect: [String] = []
    @Option(help: "Where people may be sent after signing out; replaces all there were, may be given more than once.")
    var postLogoutRedirect: [String] = []
    @Option(help: "Where logout tokens are posted.") var backchannelLogout: String?
    @Option(help: "A scope it may ask for; replaces all there were, may be given more than once.") var scope: [String] = []

    func validate() throws {
        guard name == nil, redirect.isEmpty, postLogoutRedirect.isEmpty, backchannelLogout == nil, scope.isEmpty else { return }
        throw ValidationError("Say what to change: --name, --redirect, --post-logout-redirect, --backchannel-logout or --scope.")
    }

    func run() async throws {
        let change = ClientChange(
            name: name, redirectURIs: redirect, postLogoutRedirectURIs: postLogoutRedirect, backchannelLogoutURI: backchannelLogout,
            scopes: scope)
        try await printing.answer { installation in
            let found = try await installation.client(named: client)
            let now = installation.clock.now()
            let changed = try await installation.database.write { tx in
                let changed = try change.applied(to: tx.client(found.id) ?? found)
                try tx.update(changed, by: .operatorCommand, at: now)
                return PrintedClient(changed)
            }
            return Answer(changed, changed.words)
        }
    }
}

/// The changes to a client. A field that is nil or empty changes nothing.
private struct ClientChange: Sendable {
    let name: String?
    let redirectURIs: [String]
    let postLogoutRedirectURIs: [String]
    let backchannelLogoutURI: String?
    let scopes: [String]

    /// Throws `CommandError`.
    func applied(to client: Client) throws -> Client {
        guard client.revokedAt == nil else {
            throw CommandError("\(client.name) is revoked. Register a new client with 'lanyard client add'.")
        }
        guard !client.isAccessKey else { throw CommandError("\(client.name) is an access key. It is made and revoked in its product.") }
        if client.firstParty, let product = client.product, ProductPart(rawValue: product) != nil {
            throw CommandError("\(client.name) follows the configuration: change \(product).public_address there, and start it again.")
        }
        var wanted = client
        wanted.name = name ?? client.name
        wanted.backchannelLogoutURI = backchannelLogoutURI ?? client.backchannelLogoutURI
        if !redirectURIs.isEmpty { wanted.redirectURIs = redirectURIs }
        if !postLogoutRedirectURIs.isEmpty { wanted.postLogoutRedirectURIs = postLogoutRedirectURIs }
        if !scopes.isEmpty { wanted.scopes = scopes }
        do { try ClientRegistration(of: wanted).check() } catch { throw CommandError(error) }
        return wanted
    }
}

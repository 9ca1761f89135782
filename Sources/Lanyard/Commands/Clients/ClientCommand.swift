internal import ArgumentParser
internal import Audit
internal import Core
internal import JOSE
internal import OpenID
internal import SQL

struct ClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "Relying parties and programs: list, add, remove.",
        subcommands: [List.self, Add.self, Remove.self])

    struct Printed: Encodable {
        var clientID: String
        var name: String
        var grants: [String]
        var scopes: [String]
        var redirectURIs: [String]
        var product: String?

        enum CodingKeys: String, CodingKey {
            case clientID = "client_id"
            case name, grants, scopes, redirectURIs, product
        }

        init(_ client: Client) {
            (clientID, name, product) = (client.id.text, client.name, client.product)
            grants = client.grantTypes.map(\.rawValue).sorted()
            (scopes, redirectURIs) = (client.scopes, client.redirectURIs)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Clients, oldest first; access keys are shown in their product.")
        @OptionGroup var place: Place
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let installation = try await place.installation()
            let clients = try await installation.database.read { try $0.clients() }.filter { $0.revokedAt == nil }.map(Printed.init)
            await installation.stores.close()
            if json { return try Output.json(clients) }
            Output.table(
                ["id", "name", "grants", "scopes"],
                clients.map { [$0.clientID, $0.name, $0.grants.joined(separator: " "), $0.scopes.joined(separator: " ")] },
                none: "No clients yet.")
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Register a client. Its id and secret are printed once.")
        @OptionGroup var place: Place
        @Argument(help: "What people see when it asks them to sign in.") var name: String
        @Option(help: "Where people come back to; may be given more than once.") var redirect: [String] = []
        @Option(help: "Where people may be sent after signing out; may be given more than once.") var postLogoutRedirect: [String] = []
        @Option(help: "Where logout tokens are posted.") var backchannelLogout: String?
        @Option(help: "authorization_code, refresh_token or client_credentials; the first two when a redirect is given.") var grant:
            [String] = []
        @Option(help: "A scope it may ask for; may be given more than once.") var scope: [String] = []
        @Option(help: "RS256, ES256 or EdDSA.") var idTokenAlgorithm = "RS256"
        @Flag(name: .customLong("public"), help: "It runs where no secret can be kept.") var isPublic = false
        @Flag(help: "Ours: nobody is asked for consent.") var firstParty = false
        @Flag(help: "Do without PKCE, for a confidential client whose library cannot do it.") var noPkce = false
        @Flag(help: "Print JSON.") var json = false

        struct Added: Encodable {
            var clientID: String
            var clientSecret: String?

            enum CodingKeys: String, CodingKey {
                case clientID = "client_id"
                case clientSecret = "client_secret"
            }
        }

        func run() async throws {
            let registration = try registration()
            let installation = try await place.installation()
            let now = installation.clock.now()
            let made: ClientRegistration.Made
            do { made = try registration.client(at: now) } catch {
                throw Refusal(([error.title] + error.fields.map(\.message)).joined(separator: " "))
            }
            try await installation.database.write { try $0.add(made.client, by: .operatorCommand, at: now) }
            await installation.stores.close()
            let added = Added(clientID: made.client.id.text, clientSecret: made.secret?.exposed)
            if json { return try Output.json(added) }
            print("client_id      \(added.clientID)")
            if let secret = added.clientSecret { print("client_secret  \(secret)\nThe secret is not shown again.") }
        }

        private func registration() throws -> ClientRegistration {
            let grants = try grant.map { text in
                guard let grant = Client.GrantType(rawValue: text) else {
                    throw Refusal("'\(text)' is not a grant. Use \(Client.GrantType.allCases.map(\.rawValue).joined(separator: ", ")).")
                }
                return grant
            }
            guard let algorithm = Algorithm(rawValue: idTokenAlgorithm) else {
                throw Refusal("ID tokens are signed with RS256, ES256 or EdDSA.")
            }
            var registration = ClientRegistration.relyingParty(name, redirectURIs: redirect)
            if !grants.isEmpty { registration.grantTypes = Set(grants) }
            if !scope.isEmpty || !registration.grantTypes.contains(.authorizationCode) { registration.scopes = scope }
            registration.kind = isPublic ? .public : .confidential
            (registration.firstParty, registration.requirePKCE, registration.idTokenAlgorithm) = (firstParty, !noPkce, algorithm)
            registration.postLogoutRedirectURIs = postLogoutRedirect
            registration.backchannelLogoutURI = backchannelLogout
            return registration
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a client: its tokens and secret stop working at the next request.")
        @OptionGroup var place: Place
        @Argument(help: "The client's id.") var client: String

        func run() async throws {
            guard let id = ClientID(client) else { throw Refusal("'\(client)' is not a client's id. 'lanyard client list' shows them.") }
            let installation = try await place.installation()
            let now = installation.clock.now()
            let removed = try await installation.database.write { try $0.revokeClient(id, by: .operatorCommand, at: now) }
            await installation.stores.close()
            guard removed else { throw Refusal("There is no client \(id), or it is revoked already.") }
            print("Revoked \(id).")
        }
    }
}

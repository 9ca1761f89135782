internal import ArgumentParser
internal import Audit
internal import Core
internal import OpenID
internal import SQL

struct ClientCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "Relying parties and programs: list, show, add, change, remove, doctor.",
        subcommands: [List.self, Show.self, AddClient.self, ChangeClient.self, Remove.self, DoctorOfClient.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Clients, oldest first; access keys are shown in their product.")
        @OptionGroup var printing: Printing

        func run() async throws {
            try await printing.answer { installation in
                let clients = try await installation.database.read { try $0.clients() }.filter { $0.revokedAt == nil }.map {
                    PrintedClient($0)
                }
                return Answer(clients, none: "No clients yet.", ["id", "name", "grants", "scopes"]) {
                    [$0.clientID, $0.name, $0.grants.joined(separator: " "), $0.scopes.joined(separator: " ")]
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One client, revoked or not, without its secret.")
        @OptionGroup var printing: Printing
        @Argument(help: "The client's id.") var client: String

        func run() async throws {
            try await printing.answer { installation in
                let printed = PrintedClient(try await installation.client(named: client))
                return Answer(printed, printed.words)
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a client: its tokens and secret stop working at the next request.")
        @OptionGroup var printing: Printing
        @Argument(help: "The client's id.") var client: String

        func run() async throws {
            try await printing.answer { installation in
                let found = try await installation.client(named: client)
                let now = installation.clock.now()
                guard try await installation.database.write({ try $0.revokeClient(found.id, by: .operatorCommand, at: now) }) else {
                    throw CommandError("\(found.name) (\(found.id)) is revoked already.")
                }
                let printed = PrintedClient(try await installation.client(named: client))
                return Answer(printed, "Revoked \(found.name) (\(found.id)).")
            }
        }
    }
}

extension Installation {
    func client(named text: String) async throws -> Client {
        guard let id = ClientID(text), let client = try await database.read({ try $0.client(id) }) else {
            throw CommandError("There is no client '\(text)'. 'lanyard client list' shows their ids.")
        }
        return client
    }
}

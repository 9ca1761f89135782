internal import ArgumentParser
internal import SQL

struct SchemaCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Bring the databases to this version's schema, or say where they are.",
        subcommands: [Upgrade.self, Status.self])

    struct Upgrade: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Apply the missing steps. Safe beside running servers, and when run twice.")
        @OptionGroup var location: DataLocation

        func run() async throws {
            let stores = try Stores(configuration: location.configuration(), role: .creatingCommand)
            for store in stores.all {
                let applied = try await Migrator(store.migrations).upgrade(store.database)
                print(
                    "\(store.name): "
                        + (applied.isEmpty ? "already current" : "applied \(applied.map(String.init).joined(separator: ", "))"))
            }
            await stores.close()
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say which step each database is at.")
        @OptionGroup var printing: Printing

        struct Line: Encodable {
            let database: String
            let step: Int
            let newest: Int
        }

        func run() async throws {
            let stores = try Stores(configuration: printing.location.configuration(), role: .command)
            var lines: [Line] = []
            for store in stores.all {
                let step =
                    switch try await Migrator(store.migrations).status(of: store.database) {
                    case .current(let number), .behind(let number, _), .newer(let number, _): number
                    }
                lines.append(Line(database: store.name, step: step, newest: store.migrations.last?.number ?? 0))
            }
            await stores.close()
            try printing.show(
                Answer(lines, none: "No databases.", ["database", "step", "newest"]) { [$0.database, String($0.step), String($0.newest)] })
        }
    }
}

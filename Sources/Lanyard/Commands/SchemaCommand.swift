internal import ArgumentParser
internal import SQL

struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Bring the databases to this version's schema, or say where they are.",
        subcommands: [Upgrade.self, Status.self])

    struct Upgrade: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Apply the missing steps. Safe beside running servers, and when run twice.")
        @OptionGroup var place: Place

        func run() async throws {
            let stores = try Stores(configuration: place.configuration(), role: .command)
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
        @OptionGroup var place: Place
        @Flag(help: "Print JSON.") var json = false

        struct Line: Encodable {
            var database: String
            var step: Int
            var newest: Int
        }

        func run() async throws {
            let stores = try Stores(configuration: place.configuration(), role: .command)
            var lines: [Line] = []
            for store in stores.all {
                let newest = store.migrations.last?.number ?? 0
                switch try await Migrator(store.migrations).status(of: store.database) {
                case .current(let number): lines.append(Line(database: store.name, step: number, newest: newest))
                case .behind(let from, _): lines.append(Line(database: store.name, step: from, newest: newest))
                case .newer(let number, _): lines.append(Line(database: store.name, step: number, newest: newest))
                }
            }
            await stores.close()
            if json { return try Output.json(lines) }
            Output.table(
                ["database", "step", "newest"], lines.map { [$0.database, String($0.step), String($0.newest)] }, none: "No databases.")
        }
    }
}

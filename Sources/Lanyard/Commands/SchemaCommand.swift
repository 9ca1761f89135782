internal import ArgumentParser
internal import SQL

struct SchemaCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Bring the databases to this version's schema, or say where they are.",
        subcommands: [Upgrade.self, Status.self])

    struct Upgrade: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Apply the missing steps. Safe when run twice, and beside running servers where it says so.",
            discussion:
                "Most steps only add, and servers of the version before go on. One that takes something away says so and does nothing.")
        @OptionGroup var location: DataLocation
        @Flag(help: "All servers of older versions are stopped: apply also steps that take something away from them.") var olderStopped =
            false

        func run() async throws {
            let stores = try Stores(configuration: location.configuration(), role: .creatingCommand)
            if !olderStopped { for store in stores.all { try await requireNoStop(store) } }
            for store in stores.all {
                let applied = try await Migrator(store.migrations).upgrade(store.database)
                print(
                    "\(store.name): "
                        + (applied.isEmpty ? "already current" : "applied \(applied.map(String.init).joined(separator: ", "))"))
            }
            await stores.close()
        }

        private func requireNoStop(_ store: Store) async throws {
            let steps = try await Migrator(store.migrations).stoppingSteps(of: store.database)
            guard !steps.isEmpty else { return }
            throw CommandError(
                "\(store.name): step \(steps.map(String.init).joined(separator: ", ")) takes away what older versions use, so nothing was done. "
                    + "Stop every server of an older version, then run: lanyard schema upgrade --older-stopped")
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say which step each database is at.")
        @OptionGroup var printing: Printing

        struct Line: Encodable {
            let database: String
            let step: Int
            let newest: Int
            /// Missing steps before which servers of older versions must be stopped.
            let stopping: [Int]
        }

        func run() async throws {
            let stores = try Stores(configuration: printing.location.configuration(), role: .command)
            var lines: [Line] = []
            for store in stores.all {
                let stopping = try await Migrator(store.migrations).stoppingSteps(of: store.database)
                let step =
                    switch try await Migrator(store.migrations).status(of: store.database) {
                    case .current(let number), .behind(let number, _), .ahead(let number, _), .newer(let number, _): number
                    }
                lines.append(Line(database: store.name, step: step, newest: store.migrations.map(\.number).max() ?? 0, stopping: stopping))
            }
            await stores.close()
            try printing.show(
                Answer(lines, none: "No databases.", ["database", "step", "newest", "older servers"]) {
                    let older =
                        $0.stopping.isEmpty ? "may go on" : "stop before step \($0.stopping.map(String.init).joined(separator: ", "))"
                    return [$0.database, String($0.step), String($0.newest), older]
                })
        }
    }
}

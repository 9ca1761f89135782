internal import ArgumentParser
internal import SQL

/// Puts a backup back, where there is no data yet.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup into a new data folder, or into an empty PostgreSQL database.",
        discussion: """
            It checks every file against its sum, refuses to write over anything, and opens the data with the master key before it says that all is \
            well. Then start the servers on it.
            """)
    @OptionGroup var printing: Printing
    @Option(help: ArgumentHelp("What 'lanyard key export' printed; not needed if master.key lies in the data folder.", valueName: "file"))
    var key: String?
    @Argument(help: "The folder that 'lanyard backup' made.") var folder: String

    func run() async throws {
        let configuration = try printing.location.configuration()
        let manifest = try await Restore(configuration: configuration, folder: folder, key: key).put()
        let isOlder = manifest.schema.contains { name, number in Stores.schemas[name]?.contains { $0.number > number } ?? false }
        let upgrade =
            isOlder && manifest.database != "sqlite" ? "This version's schema is newer: lanyard schema upgrade. Then start" : "Start"
        try printing.show(Answer(manifest, "The data is as it was at \(manifest.madeAt). \(upgrade) the servers: lanyard serve"))
    }
}

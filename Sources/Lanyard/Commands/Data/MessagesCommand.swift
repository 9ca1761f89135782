internal import ArgumentParser
internal import Dashboard
internal import Foundation

struct MessagesCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "messages", abstract: "The dashboard's messages: import, assign.",
        subcommands: [ImportMessages.self, AssignMessages.self])

    struct ImportMessages: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Bring messages in, a JSON object a line. Safe to run again.")
        @OptionGroup var location: DataLocation
        @Argument(help: "The file.") var file: String
        @Flag(help: "Print the report as JSON.") var json = false

        func run() async throws {
            let installation = try await Installation(configuration: location.configuration(), role: .bulkCommand)
            let bar = ProgressBar("Importing \((file as NSString).lastPathComponent)")
            let messages = try installation.messageImport { bar.show(fraction: $0.fraction, rows: $0.rows) }
            let report: MessageImport.Report
            do { report = try await messages.run(file: file) } catch let error as MessageImport.Unreadable {
                throw CommandError("\(error)")
            }
            bar.finish()
            await installation.stores.close()
            if json { try Output.json(report) } else { print(ImportSummary(report).text) }
            try ImportSummary(report).requireAnyRow()
        }
    }
}

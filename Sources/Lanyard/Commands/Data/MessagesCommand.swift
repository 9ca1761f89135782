internal import ArgumentParser
internal import Dashboard
internal import Foundation
internal import Traffic

struct MessagesCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "messages", abstract: "The dashboard's messages: import, replay, assign.",
        subcommands: [ImportMessages.self, ReplayMessages.self, AssignMessages.self])

    struct ReplayMessages: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "replay", abstract: "Feed messages of a file as if they were sent now, under new ids. Ctrl-C ends it.")
        @OptionGroup var location: DataLocation
        @Argument(help: "The file.") var file: String
        @Option(help: "How many times faster than they were sent.") var speed = 60.0

        func run() async throws {
            guard speed >= 0.001, speed <= 1_000_000 else {
                throw CommandError("--speed is a number from 0.001 to 1000000, such as 60.")
            }
            let installation = try await Installation(configuration: location.configuration(), role: .bulkCommand)
            let replay = try installation.messageReplay(speed: speed)
            let report: MessageImport.Report
            do { report = try await replay.run(file: file) } catch let error as LineFile.Unreadable { throw CommandError("\(error)") }
            await installation.stores.close()
            print("Fed \(report.imported) messages.")
            for rejected in report.rejected.prefix(20) { print("Rejected line \(rejected.line): \(rejected.reason)") }
            if report.rejected.count > 20 { print("… and \(report.rejected.count - 20) more.") }
        }
    }

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
            do { report = try await messages.run(file: file) } catch let error as LineFile.Unreadable {
                throw CommandError("\(error)")
            }
            bar.finish()
            await installation.stores.close()
            if json { try Output.json(report) } else { print(ImportSummary(report).text) }
            try ImportSummary(report).requireAnyRow()
        }
    }
}

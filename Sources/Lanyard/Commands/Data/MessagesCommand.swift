internal import ArgumentParser
internal import Dashboard
internal import Foundation

struct MessagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "messages", abstract: "The dashboard's messages: import.", subcommands: [ImportMessages.self])

    struct ImportMessages: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Bring messages in, a JSON object a line. Safe to run again.")
        @OptionGroup var place: Place
        @Argument(help: "The file.") var file: String
        @Flag(help: "Print the report as JSON.") var json = false

        func run() async throws {
            let installation = try await Installation(configuration: place.configuration(), role: .bulkCommand)
            let bar = ProgressBar("Importing \((file as NSString).lastPathComponent)")
            let messages = MessageImport(into: installation.stores.dashboard.database) { progress in
                bar.show(fraction: Double(progress.bytesRead) / Double(max(1, progress.bytesTotal)), rows: progress.rows)
            }
            let report: MessageImport.Report
            do { report = try await messages.run(file: file) } catch let error as MessageImport.Unreadable { throw Refusal("\(error)") }
            bar.finish()
            try await installation.linkMessageProjects()
            await installation.stores.close()
            if json { return try Output.json(report) }
            print(
                "\(report.rows) rows: \(report.imported) imported, \(report.updated) updated, \(report.unchanged) unchanged, \(report.rejected.count) rejected."
            )
            report.rejected.forEach { print("  line \($0.line): \($0.reason)") }
        }
    }
}

internal import ArgumentParser
internal import Foundation
internal import Transition

struct Import: CommandGroup {
    static let configuration = CommandConfiguration(
        abstract: "Bring an old product's logins over, with their passwords and second factors.",
        subcommands: [DashboardCSV.self, MailJSONL.self, CSV.self, JSONL.self, ShowMapping.self])

    struct Options: ParsableArguments {
        @OptionGroup var location: DataLocation
        @OptionGroup var hashes: HashOptions
        @Argument(help: "The export.") var file: String
        @Flag(help: "Only say what would happen.") var dryRun = false
        @Flag(help: "Take the export's word (email_verified) that the old product verified an address.") var addressesVerified = false
        @Option(help: "Write the report to this file, as JSON.") var report: String?
        @Option(help: "Write the rejected lines to this file, which can be mended and imported; it holds what the export holds.")
        var rejected: String?
        @Flag(help: "Print the report as JSON.") var json = false

        func run(_ format: ExportFiles.Format, projects: String? = nil) async throws {
            let configuration = try location.configuration()
            let reportFile = try self.report.map { try ReportFile($0) }
            let rejectedFile = try rejected.map { try ReportFile($0, mode: 0o600) }
            let files = ExportFiles(format, people: file, projects: projects)
            let installation = try await Installation(configuration: configuration, role: dryRun ? .creatingCommand : .bulkCommand)
            let bar = ProgressBar("Importing \((file as NSString).lastPathComponent)")
            let report: ImportReport
            do {
                var importer = try installation.importer()
                importer.trustsAddresses = addressesVerified
                importer.hashes = try hashes.settings(installation.keyring)
                report = try await importer.run(files, isDryRun: dryRun) { bar.show(fraction: $0.fraction, rows: $0.rows) }
            } catch let error as ImportError { throw CommandError("\(error)") }
            bar.finish()
            await installation.stores.close()
            try reportFile?.write(try report.json)
            try rejectedFile?.write { put in try RejectedLines(of: files, report).write(put) }
            if json { print(try report.json, terminator: "") } else { print(ImportSummary(report).text) }
            try ImportSummary(report).requireAnyRow()
        }

        /// Shows the first records as they would come in. Stores nothing.
        func preview(_ format: ExportFiles.Format) async throws {
            let installation = try await Installation(configuration: location.configuration(), role: .creatingCommand)
            await installation.stores.close()
            do {
                let settings = try hashes.settings(installation.keyring)
                let samples = try ExportFiles(format, people: file).samples(10, catalog: installation.catalog, hashes: settings)
                print(samples.map(\.text).joined(separator: "\n\n"))
            } catch let error as ImportError { throw CommandError("\(error)") }
        }
    }

    struct DashboardCSV: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "dashboard-csv", abstract: "The Customer Dashboard's people, as CSV.")
        @OptionGroup var options: Options
        @Option(help: "The accounts' projects, as CSV; a project that is not in it is then an error.") var projects: String?
        func run() async throws { try await options.run(.dashboardCSV, projects: projects) }
    }

    struct MailJSONL: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "mail-jsonl", abstract: "The Mail Control Panel's people, a JSON object a line.")
        @OptionGroup var options: Options
        func run() async throws { try await options.run(.mailJSONL) }
    }
}

extension Installation {
    /// The import of people, for the command and for the example data.
    func importer() throws -> Importer {
        Importer(
            database: database, catalog: catalog, keyring: keyring, hashing: try hashingPool(), clock: clock,
            scratch: try stores.scratchSpace(in: DataDirectory(configuration.text("data"))))
    }
}

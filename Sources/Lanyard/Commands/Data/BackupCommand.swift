internal import ArgumentParser
internal import Core

/// Copies all data while the servers run.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy all data into a new folder, while the servers run. The master key stays out.",
        discussion:
            "Keep the master key apart: 'lanyard key export' prints it. Without it nothing that is sealed in a backup can be opened.")
    @OptionGroup var printing: Printing
    @Argument(help: "The folder to make.") var folder: String

    func run() async throws {
        try await printing.answer { installation in
            let manifest = try await Backup(installation: installation, folder: folder).make()
            let lines = manifest.files.map { "  \($0.name)  \($0.bytes) bytes" }
            return Answer(
                manifest,
                (["Backed up at \(manifest.madeAt) to \(folder):"] + lines + ["The master key is not in it: lanyard key export."])
                    .joined(separator: "\n"))
        }
    }
}

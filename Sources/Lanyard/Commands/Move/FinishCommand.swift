internal import Access
internal import ArgumentParser
internal import ClassicSignIn
internal import Core
internal import Foundation
internal import SQL
internal import Transition

/// Ends the move of a product.
struct FinishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finish", abstract: "End the move of a product: everybody signs in at the ID from now on.",
        discussion: """
            It needs a backup of the last day, and refuses while anybody would still sign in at the product itself. The product's copy of the old \
            logins is written into the backup's folder, credentials sealed, and removed.
            """)
    @OptionGroup var printing: Printing
    @Argument(help: "The product.") var product: String
    @Option(help: "The folder of a backup that is no older than a day: see 'lanyard backup'.") var backup: String

    func run() async throws {
        try await printing.answer { installation in
            let id = try installation.product(named: product).id
            try checkBackup(at: installation.clock.now())
            let now = installation.clock.now()
            let people: Int
            do { people = try await installation.database.write { try RolloutFinish($0, of: id, at: now).run() } } catch let obstacle
                as RolloutFinish.Obstacle
            {
                throw CommandError("\(obstacle)")
            }
            let file = try await removeCopy(installation)
            let printed = PrintedFinish(product: product, people: people, oldLogins: file)
            return Answer(printed, printed.words)
        }
    }

    private func checkBackup(at now: Timestamp) throws {
        let manifest = try BackupManifest(in: backup)
        guard let made = Timestamp(rfc3339: manifest.madeAt), made + .days(1) > now else {
            throw CommandError("The backup in \(backup) is of \(manifest.madeAt). Make a new one: lanyard backup FOLDER")
        }
    }

    /// From here on nobody can sign in by the copy, so a run that stops in between is finished by the next one.
    private func removeCopy(_ installation: Installation) async throws -> String? {
        guard let part = ProductPart(rawValue: product) else { return nil }
        let database = try installation.stores.store(of: part).database
        let lines = try await database.readLong { try $0.exportedOldLogins() }
        guard !lines.isEmpty else { return nil }
        let path = URL(filePath: backup).appending(path: "old-logins-\(product).jsonl").path
        let text = Data((lines.joined(separator: "\n") + "\n").utf8)
        guard FileManager.default.createFile(atPath: path, contents: text, attributes: [.posixPermissions: 0o600]) else {
            throw CommandError(
                "\(path) cannot be written, so the product's copy of the old logins stays. Nobody can sign in by it any more.")
        }
        try await database.write { try $0.removeOldLogins() }
        return path
    }
}

private struct PrintedFinish: Encodable, Sendable {
    let product: String
    let people: Int
    let oldLogins: String?

    enum CodingKeys: String, CodingKey {
        case product, people
        case oldLogins = "old_logins"
    }

    var words: String {
        let file = oldLogins.map { " Its copy of the old logins is in \($0), and gone from the product." } ?? ""
        return "The move of \(product) is over: \(people) people sign in at the ID.\(file)"
    }
}

internal import ArgumentParser
internal import Audit
internal import Core
internal import Foundation
internal import OpenID

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Signing keys and the master key: rotate, export.", subcommands: [Rotate.self, Export.self])

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Begin to sign with the next keys. No request fails meanwhile.")
        @OptionGroup var place: Place
        @Flag(help: "Print JSON.") var json = false

        struct Rotated: Encodable {
            var algorithm: String
            var kid: String
            var signsFrom: String
        }

        func run() async throws {
            let installation = try await place.installation()
            let reports = try await KeyRotation.rotate(
                installation.database, keyring: installation.keyring, by: .operatorCommand, at: installation.clock.now())
            await installation.stores.close()
            let rotated = reports.map { Rotated(algorithm: $0.algorithm, kid: $0.kid, signsFrom: $0.signsFrom.rfc3339) }
            if json { return try Output.json(rotated) }
            Output.table(["algorithm", "key", "signs from"], rotated.map { [$0.algorithm, $0.kid, $0.signsFrom] }, none: "No keys.")
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the master key, to be kept apart from the databases' backups.")
        @OptionGroup var place: Place

        func run() async throws {
            let directory = try DataDirectory(place.configuration().text("data"))
            _ = try directory.keyring()
            print(try String(contentsOfFile: directory.file("master.key"), encoding: .utf8), terminator: "")
        }
    }
}

internal import ArgumentParser
internal import Audit
internal import Core
internal import Foundation
internal import OpenID

struct KeyCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Signing keys and the master key: list, rotate, export.",
        subcommands: [List.self, Rotate.self, Export.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The signing keys: which sign, which sign next, which are still shown.")
        @OptionGroup var printing: Printing

        struct Printed: Encodable {
            let algorithm: String
            let kid: String
            /// `next`, `signing` or `old`.
            let state: String
            let signsFrom: String?
            let shownUntil: String?
        }

        func run() async throws {
            try await printing.answer { installation in
                let now = installation.clock.now()
                let keys = try await KeyRotation.keys(installation.database, at: now).map { key in
                    Printed(
                        algorithm: key.algorithm, kid: key.kid, state: key.state.rawValue, signsFrom: key.signsFrom?.rfc3339,
                        shownUntil: key.shownUntil?.rfc3339)
                }
                return Answer(
                    keys, none: "No keys yet; the first start of the ID makes them.",
                    ["algorithm", "key", "state", "signs from", "shown until"]
                ) { [$0.algorithm, $0.kid, $0.state, $0.signsFrom ?? "", $0.shownUntil ?? ""] }
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Begin to sign with the next keys. No request fails meanwhile.")
        @OptionGroup var printing: Printing
        @Flag(help: "Somebody else may have the keys: throw the next ones away too, and make new ones, which sign in ten minutes.")
        var leaked = false

        struct Printed: Encodable {
            let algorithm: String
            let kid: String
            let signsFrom: String
        }

        func run() async throws {
            try await printing.answer { installation in
                let turn = leaked ? KeyRotation.replace : KeyRotation.rotate
                let rotated = try await turn(
                    installation.database, installation.keyring, .operatorCommand, installation.clock.now()
                ).map { Printed(algorithm: $0.algorithm, kid: $0.kid, signsFrom: $0.signsFrom.rfc3339) }
                return Answer(rotated, none: "No keys.", ["algorithm", "key", "signs from"]) { [$0.algorithm, $0.kid, $0.signsFrom] }
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the master key, to be kept apart from the databases' backups.")
        @OptionGroup var location: DataLocation

        func run() async throws {
            let directory = try DataDirectory(location.configuration().text("data"))
            _ = try directory.keyring()
            print(try String(contentsOfFile: directory.masterKey, encoding: .utf8), terminator: "")
        }
    }
}

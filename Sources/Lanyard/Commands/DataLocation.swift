internal import ArgumentParser
internal import Foundation

/// The options of every command: where the configuration and the data are.
struct DataLocation: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The folder of the embedded databases and the master key.", valueName: "dir"))
    var data: String?

    func configuration() throws -> Configuration {
        try configuration(overriding: [:])
    }

    func configuration(overriding more: [String: String]) throws -> Configuration {
        let environment = ProcessInfo.processInfo.environment
        var file: (text: String, name: String)?
        if let path = config ?? environment["LANYARD_CONFIG"] {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw CommandError("The configuration \(path) cannot be read. Check its path and permissions.")
            }
            file = (text, path)
        }
        var overrides = more
        if let data { overrides["data"] = data }
        return try Configuration(file: file, environment: environment, overrides: overrides)
    }

    /// Opens the databases for a command that runs beside a server or without one. `creating`: the data folder may be a new one.
    func installation(creating: Bool = false) async throws -> Installation {
        try await Installation(configuration: configuration(), role: creating ? .creatingCommand : .command)
    }
}

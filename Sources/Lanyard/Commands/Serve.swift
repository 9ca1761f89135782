internal import ArgumentParser
internal import Core
internal import Logging

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the ID and both products, or one of them.")
    @OptionGroup var location: DataLocation

    @Option(help: "Serve only one of them.")
    var only: LanyardServer.Part?

    @Option(
        help: ArgumentHelp("Load the example exports of this folder on the first start, and show sent mail at /mailbox.", valueName: "dir"))
    var exampleData: String?

    func run() async throws {
        let configuration = try location.configuration(overriding: exampleData == nil ? [:] : ["example": "true"])
        let installation = try await Installation(configuration: configuration, role: .server)
        let example = try exampleData.map { try ExampleData(folder: $0) }
        if let example { try await example.load(into: installation) }
        let server = try await LanyardServer(installation, only: only, example: example, log: configuration.log)
        try await server.run {
            Output.line(Welcome(installation, parts: server.websites.map(\.part), example: example).text)
        }
    }
}

extension LanyardServer.Part: ExpressibleByArgument, CustomStringConvertible {
    init?(argument: String) { self.init(name: argument) }
    var description: String { name }
}

extension Configuration {
    /// The server's log: one line per event on standard error.
    fileprivate var log: Logger {
        var logger = Logger(label: "lanyard") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = Logger.Level(rawValue: text("log_level")) ?? .warning
        return logger
    }
}

internal import ArgumentParser

struct Config: CommandGroup {
    static let configuration = CommandConfiguration(
        abstract: "Check the configuration, or print an example.", subcommands: [CheckConfig.self, Example.self])

    struct CheckConfig: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Say every mistake at once, each with its line and the remedy.")
        @OptionGroup var location: DataLocation

        func run() async throws {
            do {
                let configuration = try location.configuration()
                _ = try CatalogFiles.catalog(configuration)
                print("The configuration is right.")
                for hazard in Hazard.all(in: configuration) { Output.note("Consider \(hazard.setting): \(hazard.sentence)") }
            } catch let error as ConfigurationError {
                error.mistakes.forEach { Output.note("\($0.place): \($0.sentence)") }
                throw ExitCode.failure
            }
        }
    }

    struct Example: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print a configuration file with every setting explained.")
        func run() { print(ExampleFile.text) }
    }
}

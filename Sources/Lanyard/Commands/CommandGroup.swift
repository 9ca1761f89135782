internal import ArgumentParser

/// A command that only contains other commands. Calling it alone is wrong usage: it prints its commands and exits with status 64.
protocol CommandGroup: AsyncParsableCommand {}

extension CommandGroup {
    func run() async throws {
        Output.note(LanyardCommand.helpMessage(for: Self.self))
        throw ExitCode.validationFailure
    }
}

internal import ArgumentParser

/// A command that only holds others. Called alone it is wrong usage: it prints what it holds, and ends with 64.
protocol CommandGroup: AsyncParsableCommand {}

extension CommandGroup {
    func run() async throws {
        Output.note(LanyardCommand.helpMessage(for: Self.self))
        throw ExitCode.validationFailure
    }
}

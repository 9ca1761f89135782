// The executable: commands, configuration, and the wiring of every target to the others. It owns no rule: what a command may do is decided
// where the pages and the APIs have it decided.
internal import ArgumentParser

@main
struct LanyardCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "lanyard",
        abstract: "One ID for a person across all products of a company.",
        version: "0.1.0",
        subcommands: [
            Serve.self, Config.self, SchemaCommand.self, Import.self, PersonCommand.self, AccountCommand.self, MemberCommand.self,
            ClientCommand.self, KeyCommand.self, AuditCommand.self, MessagesCommand.self, BillingCommand.self, BenchHash.self,
        ])

    /// No option begins with a digit: a number below zero is a value, and the command it is given to says what it has against it. Written with
    /// a true minus sign it is one for the reader of arguments too.
    static func main() async {
        await main(CommandLine.arguments.dropFirst().map { $0.contains(/^-[0-9]/) ? "\u{2212}" + $0.dropFirst() : $0 })
    }
}

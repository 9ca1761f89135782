// The executable: commands, configuration, and the wiring between the targets. It contains no rules: the code that decides for the pages
// and the APIs also decides what a command may do.
internal import ArgumentParser

@main
struct LanyardCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "lanyard",
        abstract: "One ID for a person across all products of a company.",
        version: "0.1.0",
        subcommands: [
            Serve.self, Config.self, DoctorCommand.self, SchemaCommand.self, Import.self, RolloutCommand.self, PersonCommand.self,
            RecoveryCommand.self,
            TicketCommand.self, OperatorCommand.self,
            AccountCommand.self,
            MemberCommand.self, ProjectCommand.self, GroupCommand.self, CatalogCommand.self, RoleCommand.self, AccessCommand.self,
            ClientCommand.self, ReceiverCommand.self, KeyCommand.self, AuditCommand.self, MessagesCommand.self, BillingCommand.self,
            MailCommand.self,
            MailEventsCommand.self,
            BackupCommand.self, RestoreCommand.self, RoutesCommand.self,
            BenchHash.self,
        ])

    /// No option begins with a digit, so an argument such as `-5` is a negative number, and the command checks it. Its hyphen is replaced
    /// by a minus sign (U+2212), so that the argument parser takes it as a value too.
    static func main() async {
        let words = Array(CommandLine.arguments.dropFirst())
        if let unknown = UnknownCommand(in: words, of: Self.self) {
            Output.note("Error: " + unknown.sentence)
            exit(withError: ExitCode.validationFailure)
        }
        await main(words.map { $0.contains(/^-[0-9]/) ? "\u{2212}" + $0.dropFirst() : $0 })
    }
}

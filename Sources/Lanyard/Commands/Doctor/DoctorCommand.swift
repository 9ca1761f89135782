internal import ArgumentParser

/// Looks at everything that the servers stand on.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look at what the servers stand on: configuration, folder, schema, key, clock, disk, mail, DNS; each with its remedy.",
        discussion: "It changes nothing and may run beside the servers. Exit status 1 if something keeps them from working.")
    @OptionGroup var printing: Printing

    func run() async throws {
        let configuration = try printing.location.configuration()
        let findings = await Examination(configuration: configuration).findings()
        try printing.show(findings)
    }
}

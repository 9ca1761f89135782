internal import ArgumentParser
internal import Audit
internal import Core
internal import Identity
internal import SQL

struct PersonCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "person", abstract: "People: list, show, add, change, suspend, activate, sign out, reset, remove.",
        subcommands: [
            List.self, Show.self, Add.self, Change.self, Suspend.self, Activate.self, EndSessions.self, ResetFactor.self,
            RequirePassword.self,
            RemovePerson.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "People, oldest first, a page at a time.")
        @OptionGroup var printing: Printing
        @OptionGroup var part: ListPart
        @Option(help: "Only those whose name has words that begin like these, or who sign in with this.") var search: String?

        func run() async throws {
            let after: PersonID? = try part.start()
            let limit: Int = part.limit
            let search = search
            try await printing.answer { installation in
                let now = installation.clock.now()
                let people = try await installation.database.readLong { tx in
                    try tx.people(matching: search, after: after, limit: limit).map { try PrintedPerson($0, tx, at: now) }
                }
                return Answer(
                    people,
                    none: search.map { "Nobody is found by '\($0)'." }
                        ?? "No people yet. 'lanyard person add' adds one, 'lanyard import' brings many.",
                    ["id", "name", "status", "addresses"]
                ) { [$0.id, $0.name, $0.status, $0.addresses.joined(separator: " ")] }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One person, by id, e-mail address, or the id of an import.")
        @OptionGroup var printing: Printing
        @Argument var person: String

        func run() async throws {
            try await printing.answer { installation in
                let found = try await installation.person(named: person)
                let now = installation.clock.now()
                let printed = try await installation.database.read { try PrintedPerson(found, $0, at: now) }
                return Answer(printed, printed.words)
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a person. They are mailed a link to set a password, unless one is given on standard input.")
        @OptionGroup var printing: Printing
        @Argument(help: "The e-mail address to sign in with.") var address: String
        @Option(help: "The person's name.") var name: String
        @Flag(help: "Read the password from standard input, one line.") var passwordStdin = false
        @Flag(help: "Add another person, although somebody signs in with this address already.") var another = false

        func run() async throws {
            guard let email = EmailAddress(address) else {
                throw CommandError("'\(address)' is not an e-mail address. Write one like ada@example.com.")
            }
            let name = try PersonCommand.acceptable(name)
            try await printing.answer(creating: true) { installation in
                let password = try passwordStdin ? readPassword() : nil
                let id = try await installation.addPerson(email, name: name, password: password, another: another)
                let next = password == nil ? " " + Self.invited(email, byMail: installation.mailServer != nil) : ""
                return Answer(["id": id.text], "Added \(name) (\(id)).\(next)")
            }
        }

        private static func invited(_ address: EmailAddress, byMail: Bool) -> String {
            byMail
                ? "A link to set a password is on its way to \(address)."
                : "No mail leaves: smtp.url is not set. Set it, then 'Forgot your password' at the ID mails them a link. --password-stdin gives one at once."
        }

        private func readPassword() throws -> Secret<String> {
            guard let line = readLine(), !line.isEmpty else {
                throw CommandError("No password came on standard input. Write it as one line.")
            }
            return Secret(line)
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change a person's name.")
        @OptionGroup var printing: Printing
        @Argument(help: "The person, by id or e-mail address.") var person: String
        @Option(help: "The new name.") var name: String

        func run() async throws {
            let name = try PersonCommand.acceptable(name)
            try await printing.answer { installation in
                let found = try await installation.person(named: person)
                let now = installation.clock.now()
                let printed = try await installation.database.write { tx in
                    try tx.rename(found.id, to: name, by: .operatorCommand, at: now)
                    return try PrintedPerson(tx.person(found.id) ?? found, tx, at: now)
                }
                return Answer(printed, "\(found.name) is called \(name) now.")
            }
        }
    }

    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Suspend a person: every session ends, and no sign-in succeeds.")
        @OptionGroup var printing: Printing
        @Argument var person: String
        func run() async throws { try await setStatus(.suspended, of: person, printing) }
    }

    struct Activate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a suspended person sign in again.")
        @OptionGroup var printing: Printing
        @Argument var person: String
        func run() async throws { try await setStatus(.active, of: person, printing) }
    }

    private static func setStatus(_ status: Person.Status, of name: String, _ printing: Printing) async throws {
        try await printing.answer { installation in
            let person = try await installation.person(named: name)
            try await installation.setStatus(of: person, to: status)
            let now = installation.clock.now()
            let printed = try await installation.database.read { try PrintedPerson($0.person(person.id) ?? person, $0, at: now) }
            return Answer(printed, "\(person.name) is \(status.rawValue) now.")
        }
    }

    private static func acceptable(_ name: String) throws -> String {
        if let objection = Person.objection(toName: name) { throw CommandError("The name '\(name.withoutHiddenCharacters)': \(objection)") }
        return Person.acceptableName(name) ?? name
    }
}

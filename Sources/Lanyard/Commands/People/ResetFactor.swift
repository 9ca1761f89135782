internal import ArgumentParser
internal import Audit
internal import Core
internal import Identity
internal import SQL

/// Lets somebody in who lost every second factor and is known to the operator.
struct ResetFactor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take away a person's second factors, passkeys and recovery codes, once you know that it is they who ask.",
        discussion: """
            Their password alone signs them in until they add a new one. They are signed out everywhere and told by mail at every address. \
            Whoever can wait is safer with 'lanyard recovery approve'.
            """)
    @OptionGroup var printing: Printing
    @Argument(help: "The person, by id or e-mail address.") var person: String

    func run() async throws {
        try await printing.answer { installation in
            let found = try await installation.person(named: person)
            let now = installation.clock.now()
            let printed = try await installation.database.write { tx -> PrintedPerson? in
                guard try tx.resetFactors(of: found.id, by: .operatorCommand, at: now) else { return nil }
                return try PrintedPerson(found, tx, at: now)
            }
            guard let printed else { throw CommandError("\(found.name) has no second factor and no key, so nothing was taken away.") }
            return Answer(printed, "\(found.name) has no second factor any more, and is signed out everywhere. Their addresses are told.")
        }
    }
}

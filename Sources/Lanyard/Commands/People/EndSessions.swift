internal import ArgumentParser
internal import Audit
internal import Core
internal import Identity
internal import OpenID
internal import SQL

/// Signs people out.
struct EndSessions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sign a person out everywhere, or everybody: sessions end, and what applications were given.",
        discussion: "Products are told at once. Tokens that an API checks by itself are good until they expire, at most ten minutes.")
    @OptionGroup var printing: Printing
    @Argument(help: "The person, by id or e-mail address.") var person: String?
    @Flag(help: "Everybody, after something that concerns all.") var all = false

    func validate() throws {
        if (person == nil) != all { throw ValidationError("Name the person, or say --all.") }
    }

    func run() async throws {
        try await printing.answer { installation in
            guard let person else {
                let people = try await everybody(installation)
                return Answer(["people": people], people == 1 ? "One person is signed out." : "\(people) people are signed out.")
            }
            let found = try await installation.person(named: person)
            try await end([found.id], installation)
            return Answer(["people": 1], "\(found.name) is signed out everywhere.")
        }
    }

    /// A hundred people a transaction, so that sign-ins go on beside it.
    private func everybody(_ installation: Installation) async throws -> Int {
        var last: PersonID?
        var people = 0
        while true {
            let after = last
            let now = installation.clock.now()
            let next = try await installation.database.readLong { try $0.peopleSignedIn(after: after, limit: 100, at: now) }
            guard !next.isEmpty else { return people }
            try await end(next, installation)
            people += next.count
            last = next.last
        }
    }

    private func end(_ people: [PersonID], _ installation: Installation) async throws {
        let now = installation.clock.now()
        try await installation.database.write { tx in
            for person in people { try tx.endSessionsAndGrants(of: person, by: .operatorCommand, at: now) }
        }
    }
}

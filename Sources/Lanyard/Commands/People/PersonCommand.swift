internal import Access
internal import ArgumentParser
internal import Audit
internal import Core
internal import Credentials
internal import Foundation
internal import Identity
internal import SQL

struct PersonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person", abstract: "People: list, show, add, suspend, activate.",
        subcommands: [List.self, Show.self, Add.self, Suspend.self, Activate.self])

    /// A person as commands print them.
    struct Printed: Encodable {
        var id: String
        var name: String
        var status: String
        var addresses: [String]
        var secondFactors: [String]
        var memberships: [Membership]

        struct Membership: Encodable {
            var account: String
            var product: String
            var role: String
        }

        init(_ person: Person, _ tx: Transaction) throws {
            (id, name, status) = (person.id.text, person.name, person.status.rawValue)
            addresses = try tx.addresses(of: person.id).map(\.address.written)
            secondFactors = try tx.secondFactors(of: person.id).map { factor in
                switch factor.method {
                case .totp: "authenticator app"
                case .sms(let phone): "SMS to \(phone)"
                }
            }
            memberships = try tx.memberships(of: person.id).map {
                Membership(account: $0.account.text, product: $0.product.rawValue, role: $0.role.rawValue)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "People, oldest first, a page at a time.")
        @OptionGroup var place: Place
        @Option(help: "Begin after this id.") var after: String?
        @Option(help: "How many at most.") var limit = 100
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let installation = try await place.installation()
            let (after, limit) = (after.flatMap { PersonID($0) }, limit)
            let people = try await installation.database.readLong { tx in
                try tx.people(after: after, limit: limit).map { try Printed($0, tx) }
            }
            await installation.stores.close()
            if json { return try Output.json(people) }
            Output.table(
                ["id", "name", "status", "addresses"], people.map { [$0.id, $0.name, $0.status, $0.addresses.joined(separator: " ")] },
                none: "No people yet. 'lanyard person add' adds one, 'lanyard import' brings many.")
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One person, by id, e-mail address, or the id of an import.")
        @OptionGroup var place: Place
        @Argument var person: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let installation = try await place.installation()
            let found = try await installation.person(named: person)
            let printed = try await installation.database.read { try Printed(found, $0) }
            await installation.stores.close()
            if json { return try Output.json(printed) }
            print("\(printed.name) (\(printed.id)), \(printed.status)")
            printed.addresses.forEach { print("  signs in as \($0)") }
            printed.secondFactors.forEach { print("  second factor: \($0)") }
            printed.memberships.forEach { print("  \($0.role) in \($0.account) (\($0.product))") }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a person. They are mailed a link to set a password, unless one is given on standard input.")
        @OptionGroup var place: Place
        @Argument(help: "The e-mail address to sign in with.") var address: String
        @Option(help: "The person's name.") var name: String
        @Flag(help: "Read the password from standard input, one line.") var passwordStdin = false
        @Flag(help: "Print JSON.") var json = false

        struct Added: Encodable {
            var id: String
        }

        func run() async throws {
            guard let email = EmailAddress(address) else {
                throw Refusal("'\(address)' is not an e-mail address. Write one like ada@example.com.")
            }
            guard let name = Person.acceptableName(name) else { throw Refusal("The name must have 1 to 200 characters.") }
            let installation = try await place.installation()
            let password = try passwordStdin ? readPassword() : nil
            let id = try await installation.addPerson(email, name: name, password: password)
            await installation.stores.close()
            if json { return try Output.json(Added(id: id.text)) }
            print("Added \(name) (\(id))." + (password == nil ? " A link to set a password is on its way to \(email)." : ""))
        }

        private func readPassword() throws -> Secret<String> {
            guard let line = readLine(), !line.isEmpty else { throw Refusal("No password came on standard input. Write it as one line.") }
            return Secret(line)
        }
    }

    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Suspend a person: every session ends, and no sign-in succeeds.")
        @OptionGroup var place: Place
        @Argument var person: String
        func run() async throws { try await setStatus(.suspended, of: person, place) }
    }

    struct Activate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a suspended person sign in again.")
        @OptionGroup var place: Place
        @Argument var person: String
        func run() async throws { try await setStatus(.active, of: person, place) }
    }

    private static func setStatus(_ status: Person.Status, of name: String, _ place: Place) async throws {
        let installation = try await place.installation()
        let person = try await installation.person(named: name)
        try await installation.setStatus(of: person, to: status)
        await installation.stores.close()
        print("\(person.name) is \(status.rawValue) now.")
    }
}

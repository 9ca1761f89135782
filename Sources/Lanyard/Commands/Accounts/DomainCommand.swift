internal import Access
internal import ArgumentParser
internal import Core
internal import DNS
internal import SQL

/// The mail domains by which an account vouches for its people's addresses.
struct DomainCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "domain", abstract: "The mail domains of an account: list, add, verify, remove.",
        subcommands: [List.self, Add.self, Verify.self, Remove.self])

    struct Printed: Encodable {
        let name: String
        /// The TXT record to publish at the domain.
        let record: String
        let verifiedAt: String?

        init(_ domain: AccountDomain) {
            name = domain.name
            record = domain.record
            verifiedAt = domain.verifiedAt?.rfc3339
        }
    }

    /// Which domain of which account.
    struct Which: ParsableArguments {
        @Argument(help: "The account, by its id or the id it had in an import.") var account: String
        @Argument(help: "The domain, as it stands after the @ of an address.") var domain: String

        func find(_ installation: Installation) async throws -> (Account, AccountDomain) {
            let account = try await installation.account(named: account)
            let name = DomainName.canonical(domain)
            guard let name, let found = try await installation.database.read({ try $0.domain(name, of: account.id) }) else {
                throw CommandError("\(account.name) has no domain '\(domain)'. 'lanyard account domain add' adds it.")
            }
            return (account, found)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The domains of an account.")
        @OptionGroup var printing: Printing
        @Argument(help: "The account, by its id or the id it had in an import.") var account: String

        func run() async throws {
            try await printing.answer { installation in
                let account = try await installation.account(named: account)
                let domains = try await installation.database.read { try $0.domains(of: account.id).map(Printed.init) }
                return Answer(domains, none: "No domains.", ["domain", "verified", "TXT record"]) {
                    [$0.name, $0.verifiedAt ?? "no", $0.record]
                }
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a domain. Prints the TXT record that its owner publishes at the domain itself; 'verify' looks for it.")
        @OptionGroup var printing: Printing
        @Argument(help: "The account, by its id or the id it had in an import.") var account: String
        @Argument(help: "The domain, as it stands after the @ of an address.") var domain: String

        func run() async throws {
            let domain = domain
            try await printing.answer { installation in
                let account = try await installation.account(named: account)
                let added = try await installation.administer { work, _ in Printed(try work.addDomain(domain, to: account.id)) }
                return Answer(
                    added, "Publish this TXT record at \(added.name):\n\n  \(added.record)\n\nThen run 'lanyard account domain verify'.")
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Look for the TXT record now. It is looked for every day from then on.")
        @OptionGroup var printing: Printing
        @OptionGroup var which: Which

        func run() async throws {
            try await printing.answer { installation in
                let (account, domain) = try await which.find(installation)
                let evidence = try await installation.evidence(of: domain.name)
                let printed = try await installation.administer { work, _ in
                    Printed(try work.note(evidence, of: domain.name, in: account.id))
                }
                if evidence == .noAnswer { throw CommandError("No name server answers about \(domain.name). Try again later.") }
                guard printed.verifiedAt != nil else {
                    throw CommandError("\(domain.name) has no TXT record '\(domain.record)'. It can take an hour until a new one is seen.")
                }
                return Answer(printed, "\(domain.name) is verified for \(account.name).")
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a domain. Its account no longer vouches for addresses of it.")
        @OptionGroup var printing: Printing
        @OptionGroup var which: Which

        func run() async throws {
            try await printing.answer { installation in
                let (account, domain) = try await which.find(installation)
                try await installation.administer { work, _ in try work.removeDomain(domain.name, of: account.id) }
                return Answer(["domain": domain.name], "\(account.name) no longer has \(domain.name).")
            }
        }
    }
}

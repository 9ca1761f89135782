internal import Access
internal import ArgumentParser
internal import Core
internal import Identity
internal import SQL

extension MemberCommand {
    struct Give: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give a member one more role.")
        @OptionGroup var printing: Printing
        @OptionGroup var who: Who
        @Option(help: "The role's id.") var role: String
        @OptionGroup var given: ProjectOptions
        @Option(help: "The moment at which it ends, such as 2027-01-31T23:00:00Z.") var until: String?

        func run() async throws {
            let end = try until.map { text in
                guard let time = Timestamp(rfc3339: text) else {
                    throw ValidationError("--until '\(text)' is no time: write one such as 2027-01-31T23:00:00Z.")
                }
                return time
            }
            try await printing.answer { installation in
                let (account, product, person, member) = try await who.find(installation)
                let role = try await installation.role(named: role, in: product, of: account)
                let projects = try await installation.assignment(given, of: account)
                let terms = GrantTerms(role: role.id, projects: projects.isEmpty ? nil : projects, endsAt: end)
                let printed = try await installation.administer { work, tx in
                    try PrintedMember(work.give(terms, to: member.id, of: account.id, as: product.id), tx, at: work.now)
                }
                return Answer(printed, "\(person.name) has the role \(role.name) in \(account.name) now.\n\(printed.words)")
            }
        }
    }

    struct Take: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take one role from a member, who stays a member.")
        @OptionGroup var printing: Printing
        @OptionGroup var who: Who
        @Argument(help: "The role's place among theirs: the id that 'lanyard member show' prints (grt_…).") var grant: String

        func run() async throws {
            guard let grant = AccessGrantID(grant) else {
                throw ValidationError("'\(grant)' is no id of a role that somebody holds: 'lanyard member show' prints them.")
            }
            try await printing.answer { installation in
                let (account, product, person, member) = try await who.find(installation)
                let printed = try await installation.administer { work, tx in
                    try PrintedMember(work.take(grant, of: member.id, in: account.id, as: product.id), tx, at: work.now)
                }
                return Answer(printed, "\(person.name) no longer has it.\n\(printed.words)")
            }
        }
    }
}

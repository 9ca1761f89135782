internal import ArgumentParser
internal import Core
internal import Credentials
internal import Identity
internal import SQL

/// Makes everybody whose password is kept in one form set a new one.
struct RequirePassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Take away the passwords that are kept in one form of hash; their people are signed out and mailed a link to set a new one.",
        discussion:
            "Second factors and passkeys stay. It may be run again after it was stopped: whoever has a new password is not asked twice.")
    @OptionGroup var printing: Printing
    @Option(help: "The form, such as 'django md5'; a wrong one is answered with all there are.") var hash: String
    @Flag(help: "Say how many it would be, and change nothing.") var dryRun = false

    struct Counts: Encodable, Sendable {
        let form: String
        var people = 0
        var mailed = 0
        var withoutAddress = 0
    }

    func run() async throws {
        guard let format = HashFormat(rawValue: hash) else {
            let forms = HashFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandError("There is no form of hash called '\(hash)'. There are: \(forms).")
        }
        try await printing.answer { installation in
            let counts = try await required(format, installation)
            let people = counts.people == 1 ? "One person has" : "\(counts.people) people have"
            guard !dryRun else { return Answer(counts, "\(people) a password that is kept as \(format.rawValue). Nothing was changed.") }
            let unmailed = counts.withoutAddress == 0 ? "" : " \(counts.withoutAddress) have no address, and ask for help at the sign-in."
            return Answer(counts, "\(people) to set a new password; \(counts.mailed) were mailed a link.\(unmailed)")
        }
    }

    /// A hundred people a transaction, so that sign-ins go on beside it.
    private func required(_ format: HashFormat, _ installation: Installation) async throws -> Counts {
        let required = RequiredPasswords(mail: try installation.welcomeMail())
        var counts = Counts(form: format.rawValue)
        var last: PersonID?
        while true {
            let after = last
            let page = try await installation.database.readLong { tx in
                try tx.people(withPasswordsKeptAs: format, after: after, limit: 500)
            }
            if dryRun { counts.people += page.found.count }
            for start in stride(from: 0, to: dryRun ? 0 : page.found.count, by: 100) {
                let people = page.found[start..<min(start + 100, page.found.count)]
                let now = installation.clock.now()
                let outcomes = try await installation.database.write { tx in
                    try people.map { try required.require(of: $0, format: format, in: tx, at: now) }
                }
                counts.people += outcomes.count { $0 != .kept }
                counts.mailed += outcomes.count { $0 == .mailed }
                counts.withoutAddress += outcomes.count { $0 == .withoutAddress }
            }
            guard let next = page.last else { return counts }
            last = next
        }
    }
}
